/** Pictures of pixels: legible without a font on the machine. */
import { Resvg } from "@resvg/resvg-js";
import { describe, expect, it } from "vitest";
import { renderPng } from "../../src/report/png.ts";
import { renderSvg } from "../../src/report/svg.ts";
import { waveChart } from "../../src/report/waveCharts.ts";

describe("PNG", () => {
  it("is twice the size, and neither blank nor without text", async () => {
    const svg = await renderSvg(waveChart(), "file");
    const png = Buffer.from(renderPng(svg));
    expect(png.subarray(1, 4).toString()).toBe("PNG");
    expect(png.length).toBeGreaterThan(10_000);
    const { width, height } = new Resvg(svg);
    expect(png.readUInt32BE(16)).toBe(Math.ceil(2 * width));
    expect(png.readUInt32BE(20)).toBe(Math.ceil(2 * height));

    // Without its text the picture is another one: there was a font to draw it with.
    const blank = Buffer.from(renderPng(svg.replace(/<text[\s\S]*?<\/text>/g, "")));
    expect(darkPixels(png)).toBeGreaterThan(darkPixels(blank) + 1000);
    expect(darkPixels(blank)).toBeGreaterThan(100);
  });
});

/** How many pixels of a PNG are darker than mid-grey. */
function darkPixels(png: Buffer): number {
  const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)];
  const embedded = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><image width="${width}" height="${height}" href="data:image/png;base64,${png.toString("base64")}"/></svg>`;
  const { pixels } = new Resvg(embedded).render();
  let dark = 0;
  for (let n = 0; n < pixels.length; n += 4) {
    if (pixels[n] + pixels[n + 1] + pixels[n + 2] < 384 && pixels[n + 3] > 128) dark++;
  }
  return dark;
}
