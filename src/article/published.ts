/**
 * The figures that the article prints, as it prints them: NumPy shows at most eight decimals and
 * drops trailing zeros, so the digits are kept as text.
 *
 * Source: Faizan Shaikh, "Build a Recurrent Neural Network from Scratch in Python – An Essential Read
 * for Data Scientists", Analytics Vidhya, 28 January 2019,
 * https://www.analyticsvidhya.com/blog/2019/01/fundamentals-deep-learning-recurrent-neural-networks-scratch-python/
 */

/** Decimals that were printed, at most. */
export const PRINTED_DECIMALS = 8;

const TABLE = [
  ["101185.61756671", "50591.0340148"],
  ["61205.46869629", "30601.34535365"],
  ["31225.3198258", "15611.65669247"],
  ["11245.17049551", "5621.96780111"],
  ["1264.5157739", "632.02563908"],
  ["20.15654115", "10.05477285"],
  ["17.13622839", "8.55190426"],
  ["17.38870495", "8.68196484"],
  ["17.181681", "8.57837827"],
  ["17.31275313", "8.64199652"],
  ["17.12960034", "8.54768294"],
  ["17.09020065", "8.52993502"],
  ["17.17370113", "8.57517454"],
  ["17.04906914", "8.50658127"],
  ["16.96420184", "8.46794248"],
  ["17.017519", "8.49241316"],
  ["16.94199493", "8.45748739"],
  ["16.99796892", "8.48242177"],
  ["17.24817035", "8.6126231"],
  ["17.00844599", "8.48682234"],
  ["17.03943262", "8.50437328"],
  ["17.01417255", "8.49409597"],
  ["17.20918888", "8.5854792"],
  ["16.92068017", "8.44794633"],
  ["16.76856238", "8.37295808"],
] as const;

/** Training loss by epoch, summed over the records, before the epoch's updates. */
export const PUBLISHED_TRAIN_LOSS: readonly string[] = Object.freeze(TABLE.map(([train]) => train));

/** Validation loss by epoch, likewise. */
export const PUBLISHED_VAL_LOSS: readonly string[] = Object.freeze(TABLE.map(([, val]) => val));

/** Root mean squared error on the validation records after the last epoch. */
export const PUBLISHED_VAL_RMSE = "0.127191931509431";
