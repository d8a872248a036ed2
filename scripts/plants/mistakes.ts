/** The mistakes of the worked examples: what the best-known tutorials get wrong, in our own words. */
import { ARTICLE_PLANT } from "./article.ts";
import type { Plant } from "./plant.ts";
import { PLANTS } from "./plants.ts";

/** A mistake to show the tool on. */
export interface WorkedExample {
  readonly title: string;
  /** Markdown: who makes it, and why it goes unnoticed */
  readonly text: string;
  readonly plant: Plant;
  /** Markdown: what to make of what the tool prints */
  readonly remark: string;
}

export const WORKED_EXAMPLES: readonly WorkedExample[] = [
  {
    title: "W where Wᵀ belongs",
    text: `“An Introduction to Recurrent Neural Networks for Beginners” (victorzhou.com) multiplies the error by
Whh on its way from one step to the step before, as in the forward pass, where it should be multiplied
by the transpose. W is square, so the shapes agree and nothing complains. The network learns all the
same: the gradient of V and of the last step is right, and a gradient that is wrong further back still
points downhill often enough.`,
    plant: PLANTS["w-not-transposed"],
    remark: `The smallest case has two units: with one, W is its own transpose. Only unit 0 is read out, and it
feeds unit 1 but not the other way round. So nothing that unit 1 does at step 0 reaches the loss, and
dU[1] is 0. The program takes the connection the wrong way round and blames U[1].`,
  },
  {
    title: "Nothing carried back",
    text: `Many a first version computes the gradient as in a network without recurrence: each step gets the
error of its own output, and the loop that should take the error of step i + 1 back to step i is left
out, or reads a variable that is never assigned to. In a framework the same comes of detaching the
state at every step. The loss still falls, since the outputs learn from the state as it happens to be;
only what lies further back than one step is never learnt.`,
    plant: PLANTS["no-carry"],
    remark: `One unit and two steps are enough: dW is the sum of two terms, g(1,1) and g(1,0), and the program has
the first of them only. The grid in the output of \`check\` says the same of a longer sequence.`,
  },
  {
    title: "Weights that change during the backward pass",
    text: `Where a network is built out of layer objects, each of them often has a method that computes its
gradient and subtracts it at once. Unrolled over time, the same layer is gone through at every step:
what is carried further back then goes through weights that are not those of the forward pass, and
there is no finished gradient that could be clipped. With a small learning rate the difference is small,
which is why it stays.`,
    plant: PLANTS["updated-during-backward"],
    remark: `Every gradient that this program hands in is right, and the kinds before step pass: the mistake lies
between the gradient and the parameters. In the smallest case the term g(1,1) turns W from 0 to 1 at
once. What is then carried to step 0 goes through that 1, so that U changes too, where its gradient is 0.`,
  },
  {
    title: "The article's gradient",
    text: `“Build a Recurrent Neural Network from Scratch in Python” (Analytics Vidhya) makes ten mistakes in one
gradient, E01–E10 of this package's README: products of the forward pass stand where the outer products
with the error belong (E01, E02), the sums of the inner loop run on (E03), the error of the last step
serves every step and enters again at each inner one (E04, E08), the derivative is taken at the last
step, of the pre-activation (E05, E06), the inner loop reads the wrong step and leaves out its own term
(E07, E09), and the clipping comes before the sum is finished (E10). Here all ten are made at once, as
the article's program computes.`,
    plant: ARTICLE_PLANT,
    remark: `\`check\` gives no name here, and says so: it names one mistake, or two at once, and never ten. It
still tells where to begin. activation fails while loss and forward pass, so that the derivative is
wrong before any time step is involved; and in four gradients of one term only, that term is missing
(E09). \`fuzz\` stops at the first kind that fails, and so names one of the ten, E05. With that mended,
ask again.`,
  },
];
