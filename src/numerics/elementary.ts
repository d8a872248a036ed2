/**
 * exp, ln, sin and tanh from @stdlib: ports of FreeBSD's libm and Cephes that use nothing but
 * + − × ÷ and bit operations, so every engine computes the same bits.
 *
 * ECMAScript leaves `Math.exp` and its kin "implementation-approximated" (ECMA-262 §21.3.2); this is
 * the one place from which the core may take an elementary function, and a spec holds that.
 */
export { default as exp } from "@stdlib/math-base-special-exp";
export { default as ln } from "@stdlib/math-base-special-ln";
export { default as sin } from "@stdlib/math-base-special-sin";
export { default as tanh } from "@stdlib/math-base-special-tanh";
