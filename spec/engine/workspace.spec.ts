import { describe, expect, it, vi } from "vitest";
import { LARGEST_MEMORY, newWorkspace } from "../../src/engine/workspace.ts";

describe("the memory of an engine", () => {
  it("grows to what is asked, and no further", () => {
    const { kernels, reserve } = newWorkspace(LARGEST_MEMORY);
    const size = (): number => kernels.memory.buffer.byteLength;
    expect(size()).toBe(0);
    expect(reserve(1)).toBe(true);
    expect(size()).toBe(65536);
    expect(reserve(65536)).toBe(true);
    expect(size()).toBe(65536);
    expect(reserve(65537)).toBe(true);
    expect(size()).toBe(2 * 65536);
    expect(reserve(1)).toBe(true);
    expect(size()).toBe(2 * 65536);
  });

  it("says when there is no room: by its limit, or by the platform's", () => {
    const { kernels, reserve } = newWorkspace(10 * 65536);
    expect(reserve(10 * 65536 + 1)).toBe(false);
    expect(kernels.memory.buffer.byteLength).toBe(0);
    expect(reserve(10 * 65536)).toBe(true);

    const other = newWorkspace(LARGEST_MEMORY);
    expect(other.reserve(LARGEST_MEMORY + 1)).toBe(false);
    vi.spyOn(other.kernels.memory, "grow").mockImplementation(() => {
      throw new RangeError("WebAssembly.Memory.grow(): Unable to grow instance memory");
    });
    expect(other.reserve(1)).toBe(false);
  });

  it("reads what was written, after it has grown too", () => {
    const { kernels, reserve, write, read, copyOf } = newWorkspace(LARGEST_MEMORY);
    reserve(64);
    const address = { value: 16 };
    write(address, Float64Array.of(1, 2, 3));
    write(address, Float64Array.of(4), 1);
    const detached = kernels.memory.buffer;
    reserve(10 * 65536);
    expect(detached.byteLength).toBe(0);
    const values = new Float64Array(2);
    read(address, values);
    expect([...values]).toEqual([1, 4]);
    read(address, values, 1);
    expect([...values]).toEqual([4, 3]);
    const copy = copyOf(address, 3);
    write(address, Float64Array.of(7));
    expect([...copy]).toEqual([1, 4, 3]);
  });

  it("is addressed without a sign", () => {
    const { reserve, write } = newWorkspace(65536);
    reserve(65536);
    // What a global of WebAssembly holds at 2^31 and beyond reads as negative.
    expect(() => write({ value: -8 }, Float64Array.of(1))).toThrow(RangeError);
    expect(() => write({ value: -8 }, Float64Array.of(1), -(2 ** 29) + 1)).not.toThrow();
  });
});
