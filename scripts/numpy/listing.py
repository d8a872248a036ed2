"""The article's algorithm as its listing computes it, in dense NumPy: a peer to compare with.

Everything the listing computes is computed, the signals that reach no gradient included; a matrix
whose columns are all equal is a matrix. Lines of JSON: {"seed", "epochs"} comes in on standard
input; the seconds taken, the weights drawn (first, last, sum) and the losses go out.
"""

import json
import math
import sys
import time

import numpy as np

T, H, HOPS, CLIP, RATE = 50, 100, 5, 10.0, 0.0001


def windows(first, last):
    wave = [math.sin(n) for n in range(200)]
    x = np.array([wave[n : n + T] for n in range(first, last)])[:, :, np.newaxis]
    y = np.array([wave[n + T] for n in range(first, last)])[:, np.newaxis]
    return x, y


def only(x, t):
    masked = np.zeros(x.shape)
    masked[t] = x[t]
    return masked


def forward(U, W, V, x):
    steps, before = [], np.zeros((H, 1))
    for t in range(T):
        from_input = np.dot(U, only(x, t))
        from_state = np.dot(W, before)
        a = from_state + from_input
        s = 1 / (1 + np.exp(-a))
        o = np.dot(V, s)
        steps.append((s, before))
        before = s
    return steps, a, from_input, from_state, o


def total_loss(U, W, V, xs, ys):
    return sum(((y - forward(U, W, V, x)[-1]) ** 2 / 2).item() for x, y in zip(xs, ys))


def gradient(U, W, V, x, y):
    steps, a, from_input, from_state, o = forward(U, W, V, x)
    dU, dW, dV = np.zeros(U.shape), np.zeros(W.shape), np.zeros(V.shape)
    sum_u, sum_w = np.zeros(U.shape), np.zeros(W.shape)
    error = o - y

    def signal(ds):
        delta = a * (1 - a) * ds
        return delta * np.ones_like(from_state), delta * np.ones_like(from_input)

    for t in range(T):
        from_output = np.dot(V.T, error)
        carried = np.dot(W.T, signal(from_output)[0])
        for _ in range(t - 1, max(-1, t - HOPS - 1), -1):
            to_state, to_input = signal(from_output + carried)
            term_w = np.dot(W, steps[t][1])
            carried = np.dot(W.T, to_state)
            term_u = np.dot(U, only(x, t))
            np.dot(U.T, to_input)
            sum_u += term_u
            sum_w += term_w
        dV += np.dot(error, steps[t][0].T)
        dU += sum_u
        dW += sum_w
        for g in (dU, dV, dW):
            if g.max() > CLIP:
                g[g > CLIP] = CLIP
            if g.min() < -CLIP:
                g[g < -CLIP] = -CLIP
    return dU, dW, dV


def drawn(A):
    return {"first": A.flat[0].item(), "last": A.flat[-1].item(), "sum": math.fsum(A.flat)}


def run(seed, epochs):
    np.random.seed(seed)
    U = np.random.uniform(0, 1, (H, T))
    W = np.random.uniform(0, 1, (H, H))
    V = np.random.uniform(0, 1, (1, H))
    start = {"U": drawn(U), "W": drawn(W), "V": drawn(V)}
    xs, ys = windows(0, 100)
    val_xs, val_ys = windows(100, 150)
    train_loss, val_loss = [], []
    began = time.perf_counter()
    for _ in range(epochs):
        train_loss.append(total_loss(U, W, V, xs, ys))
        val_loss.append(total_loss(U, W, V, val_xs, val_ys))
        for x, y in zip(xs, ys):
            dU, dW, dV = gradient(U, W, V, x, y)
            U -= RATE * dU
            W -= RATE * dW
            V -= RATE * dV
    seconds = time.perf_counter() - began
    return {"seconds": seconds, "start": start, "trainLoss": train_loss, "valLoss": val_loss}


for line in sys.stdin:
    request = json.loads(line)
    answer = run(request["seed"], request["epochs"])
    print(json.dumps({"numpy": np.__version__, **answer}), flush=True)
