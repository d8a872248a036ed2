"""The problem in NumPy, written well: nothing is computed twice, and gradients of whole sequences are
matrix products. A window goes back for all losses at once, one product a hop; or, when called with
"loss-by-loss", for each loss by itself, one product a step.

A line of JSON comes in for each run; the seconds and the losses go out.
"""
import json
import sys
import time

import numpy as np


LOSS_BY_LOSS = "loss-by-loss" in sys.argv


def forward(p, x):
    U, W, V = p
    a = x @ U.T  # T x H; the recurrent part is added step by step
    s = np.empty_like(a)
    state = np.zeros(len(W))
    for t in range(len(x)):
        state = np.tanh(a[t] + W @ state)
        s[t] = state
    return s, s @ V.T


def before(s):
    """s_(t-1) in row t."""
    return np.vstack([np.zeros((1, s.shape[1])), s[:-1]])


def back_through(W, slope, arriving, first, last):
    """delta_i in row i, for the errors that arrive at the states first to last."""
    delta = np.zeros_like(arriving)
    carry = 0
    for i in range(last, first - 1, -1):
        delta[i] = (arriving[i] + carry) * slope[i]
        carry = delta[i] @ W
    return delta


def gradient(job, p, x, s, e):
    _, W, V = p
    slope = 1 - s * s
    arriving = e @ V
    steps = len(x)
    if job["mode"] == "window" and LOSS_BY_LOSS:
        total = np.zeros_like(s)
        for t in range(steps):
            delta = arriving[t] * slope[t]
            total[t] += delta
            for i in range(t - 1, max(t - job["hops"], 0) - 1, -1):
                delta = (delta @ W) * slope[i]
                total[i] += delta
    elif job["mode"] == "window":
        delta = total = arriving * slope
        for _ in range(job["hops"]):
            delta = np.vstack([(delta[1:] @ W) * slope[:-1], np.zeros((1, len(W)))])
            total = total + delta
    else:
        length = steps if job["mode"] == "full" else job["chunk"]
        total = np.zeros_like(s)
        for first in range(0, steps, length):
            total += back_through(W, slope, arriving, first, min(first + length, steps) - 1)
    return total.T @ x, total.T @ before(s), e.T @ s


def run(job):
    H = job["hidden"]
    p = [np.array(job[name]).reshape(shape) for name, shape in (("U", (H, 1)), ("W", (H, H)), ("V", (1, H)))]
    records = [(np.array(x).reshape(-1, 1), np.array(y).reshape(-1, 1)) for x, y in zip(job["x"], job["y"])]
    rate, clip = job["learningRate"], job["clip"]
    losses = []
    start = time.perf_counter()
    for _ in range(job["epochs"]):
        total = 0.0
        for x, y in records:
            o = forward(p, x)[1]
            total += np.sum((o[-len(y):] - y) ** 2) / 2
        losses.append(float(total))
        for x, y in records:
            s, o = forward(p, x)
            e = np.zeros_like(o)
            e[-len(y):] = o[-len(y):] - y
            p = [theta - rate * np.clip(g, -clip, clip) for theta, g in zip(p, gradient(job, p, x, s, e))]
    return {"seconds": time.perf_counter() - start, "trainLoss": losses, "version": np.__version__}


for line in sys.stdin:
    print(json.dumps(run(json.loads(line))), flush=True)
