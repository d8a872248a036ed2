"""The problem in PyTorch, by autograd: chunks by detaching the state, windows as a batch in which
every loss has a run of its own from a state without a history. float64, one thread.

A line of JSON comes in for each run; the seconds and the losses go out.
"""
import json
import sys
import time

import torch

torch.set_num_threads(1)
torch.set_default_dtype(torch.float64)


def outputs(p, x, detach_every):
    """o_t in row t; the state forgets its history before every so many steps."""
    U, W, V = p
    state, o = torch.zeros(W.shape[0]), []
    inputs = x @ U.T
    for t in range(len(x)):
        if t % detach_every == 0:
            state = state.detach()
        state = torch.tanh(inputs[t] + W @ state)
        o.append(V @ state)
    return torch.stack(o)


def windows(p, x, hops):
    """o_t in row t, each through the last steps of a run of its own."""
    U, W, V = p
    steps = len(x)
    with torch.no_grad():
        state, s = torch.zeros(W.shape[0]), []
        inputs = x @ U.T
        for t in range(steps):
            s.append(state)
            state = torch.tanh(inputs[t] + W @ state)
        # before step 0 nothing happens
        s = torch.cat([torch.zeros(hops, W.shape[0]), torch.stack(s)])
        padded = torch.cat([torch.zeros(hops, 1), x])
        real = torch.cat([torch.zeros(hops, 1), torch.ones(steps, 1)])
    state = s[:steps]
    for k in range(hops + 1):
        state = real[k:k + steps] * torch.tanh(padded[k:k + steps] @ U.T + state @ W.T)
    return state @ V.T


def predict(job, p, x):
    if job["mode"] == "window":
        return windows(p, x, job["hops"])
    return outputs(p, x, len(x) if job["mode"] == "full" else job["chunk"])


def loss(o, y):
    return torch.sum((o[-len(y):] - y) ** 2) / 2


def run(job):
    H = job["hidden"]
    shapes = (("U", (H, 1)), ("W", (H, H)), ("V", (1, H)))
    p = [torch.tensor(job[name]).reshape(shape).requires_grad_() for name, shape in shapes]
    records = [
        (torch.tensor(x).reshape(-1, 1), torch.tensor(y).reshape(-1, 1))
        for x, y in zip(job["x"], job["y"])
    ]
    rate, clip = job["learningRate"], job["clip"]
    losses = []
    start = time.perf_counter()
    for _ in range(job["epochs"]):
        with torch.no_grad():
            losses.append(float(sum(loss(outputs(p, x, len(x)), y) for x, y in records)))
        for x, y in records:
            gradient = torch.autograd.grad(loss(predict(job, p, x), y), p)
            with torch.no_grad():
                for theta, g in zip(p, gradient):
                    theta -= rate * g.clamp(-clip, clip)
    return {"seconds": time.perf_counter() - start, "trainLoss": losses, "version": torch.__version__}


for line in sys.stdin:
    print(json.dumps(run(json.loads(line))), flush=True)
