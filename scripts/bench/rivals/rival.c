/* The problem in C: plain loops, compiled with -O3. Numbers come in as text, for each run:
   mode epochs learningRate clip chunk hops H T records targets, then U, W, V, x and y of each record.
   A line of JSON goes out: the seconds and the losses. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

typedef struct {
  char mode[8];
  int epochs, chunk, hops, H, T, records, targets;
  double rate, clip;
  double *U, *W, *V, *x, *y;
  double *s;                      /* (T + 1) x H; row 0 is the state before the first step */
  double *o, *e;                  /* T */
  double *delta, *carry;          /* H */
  double *dU, *dW, *dV;
} Run;

static double *numbers(size_t n) {
  double *values = calloc(n, sizeof *values);
  if (!values) exit(1);
  return values;
}

static double *read_numbers(size_t n) {
  double *values = numbers(n);
  for (size_t i = 0; i < n; i++)
    if (scanf("%lf", &values[i]) != 1) exit(1);
  return values;
}

static void forward(Run *r, const double *x) {
  const int H = r->H;
  for (int t = 0; t < r->T; t++) {
    const double *before = r->s + (size_t)t * H;
    double *s = r->s + (size_t)(t + 1) * H;
    double o = 0;
    for (int i = 0; i < H; i++) {
      double a = r->U[i] * x[t];
      const double *W = r->W + (size_t)i * H;
      for (int j = 0; j < H; j++) a += W[j] * before[j];
      s[i] = tanh(a);
    }
    for (int i = 0; i < H; i++) o += r->V[i] * s[i];
    r->o[t] = o;
  }
}

/* From step last back to step first, for the errors at the steps from first_loss on. */
static void sweep(Run *r, const double *x, int last, int first, int first_loss) {
  const int H = r->H;
  memset(r->carry, 0, H * sizeof(double));
  for (int i = last; i >= first; i--) {
    const double *before = r->s + (size_t)i * H;
    const double *s = r->s + (size_t)(i + 1) * H;
    const double e = i >= first_loss ? r->e[i] : 0;
    for (int h = 0; h < H; h++) r->delta[h] = (r->V[h] * e + r->carry[h]) * (1 - s[h] * s[h]);
    memset(r->carry, 0, H * sizeof(double));
    for (int h = 0; h < H; h++) {
      const double d = r->delta[h];
      const double *W = r->W + (size_t)h * H;
      double *dW = r->dW + (size_t)h * H;
      for (int j = 0; j < H; j++) {
        r->carry[j] += W[j] * d;
        dW[j] += d * before[j];
      }
      r->dU[h] += d * x[i];
    }
  }
}

static void descend(const Run *r, double *theta, double *g, size_t n) {
  for (size_t i = 0; i < n; i++) {
    theta[i] -= r->rate * fmin(fmax(g[i], -r->clip), r->clip);
    g[i] = 0;
  }
}

static void learn(Run *r, const double *x, const double *y) {
  const int H = r->H, T = r->T;
  forward(r, x);
  for (int t = 0; t < T; t++) {
    r->e[t] = t >= T - r->targets ? r->o[t] - y[t - (T - r->targets)] : 0;
    for (int h = 0; h < H; h++) r->dV[h] += r->e[t] * r->s[(size_t)(t + 1) * H + h];
  }
  if (strcmp(r->mode, "window") == 0) {
    for (int t = 0; t < T; t++) sweep(r, x, t, t > r->hops ? t - r->hops : 0, t);
  } else {
    const int length = strcmp(r->mode, "full") == 0 ? T : r->chunk;
    for (int first = 0; first < T; first += length)
      sweep(r, x, (first + length < T ? first + length : T) - 1, first, first);
  }
  descend(r, r->U, r->dU, H);
  descend(r, r->W, r->dW, (size_t)H * H);
  descend(r, r->V, r->dV, H);
}

static double loss(Run *r, const double *x, const double *y) {
  double sum = 0;
  forward(r, x);
  for (int n = 0; n < r->targets; n++) {
    const double e = r->o[r->T - r->targets + n] - y[n];
    sum += e * e / 2;
  }
  return sum;
}

int main(void) {
  Run r;
  while (scanf("%7s %d %lf %lf %d %d %d %d %d %d", r.mode, &r.epochs, &r.rate, &r.clip, &r.chunk,
               &r.hops, &r.H, &r.T, &r.records, &r.targets) == 10) {
    const size_t H = r.H, T = r.T;
    struct timespec from, to;
    r.U = read_numbers(H), r.W = read_numbers(H * H), r.V = read_numbers(H);
    r.x = read_numbers(T * r.records), r.y = read_numbers((size_t)r.targets * r.records);
    r.s = numbers((T + 1) * H), r.o = numbers(T), r.e = numbers(T);
    r.delta = numbers(H), r.carry = numbers(H);
    r.dU = numbers(H), r.dW = numbers(H * H), r.dV = numbers(H);
    double *losses = numbers(r.epochs);
    clock_gettime(CLOCK_MONOTONIC, &from);
    for (int epoch = 0; epoch < r.epochs; epoch++) {
      for (int n = 0; n < r.records; n++)
        losses[epoch] += loss(&r, r.x + n * T, r.y + (size_t)n * r.targets);
      for (int n = 0; n < r.records; n++) learn(&r, r.x + n * T, r.y + (size_t)n * r.targets);
    }
    clock_gettime(CLOCK_MONOTONIC, &to);
    printf("{\"seconds\":%.9f,\"version\":\"%s\",\"trainLoss\":[",
           (double)(to.tv_sec - from.tv_sec) + (double)(to.tv_nsec - from.tv_nsec) / 1e9, __VERSION__);
    for (int epoch = 0; epoch < r.epochs; epoch++)
      printf("%s%.17g", epoch ? "," : "", losses[epoch]);
    printf("]}\n");
    fflush(stdout);
    double *all[] = {r.U, r.W, r.V, r.x, r.y, r.s, r.o, r.e, r.delta, r.carry, r.dU, r.dW, r.dV, losses};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) free(all[i]);
  }
  return 0;
}
