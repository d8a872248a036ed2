/** The look of the pages: for wide and narrow screens, light and dark, and for paper. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --paper: #ffffff; --ink: #1f2328; --faint: #59636e; --line: #d1d9e0; --panel: #f6f8fa;
  --good: #116329; --fair: #0550ae; --bad: #b35900;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #0d1117; --ink: #e6edf3; --faint: #9198a1; --line: #3d444d; --panel: #151b23;
    --good: #3fb950; --fair: #58a6ff; --bad: #e3a04a;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; background: var(--paper); color: var(--ink);
  font: 1rem/1.6 system-ui, "DejaVu Sans", Verdana, sans-serif; overflow-wrap: break-word;
}
main { max-width: 56rem; margin: 0 auto; padding: 1.25rem 1rem 4rem; }
h1 { font-size: 1.8rem; line-height: 1.2; margin: 0.5rem 0 1rem; }
h2 { font-size: 1.3rem; line-height: 1.3; margin: 2.5rem 0 0.5rem; }
h3 { font-size: 1rem; margin: 1.5rem 0 0; }
p { margin: 0.6rem 0; max-width: 44rem; }
.note { color: var(--faint); font-size: 0.9rem; }
.tally { display: grid; grid-template-columns: repeat(auto-fit, minmax(9rem, 1fr)); gap: 0.75rem; margin: 1rem 0; padding: 0; list-style: none; }
.tally li { padding: 0.6rem 0.9rem; border: 1px solid var(--line); border-radius: 0.5rem; background: var(--panel); }
.tally b { display: block; font-size: 1.9rem; line-height: 1.2; }
.same { color: var(--good); } .inside { color: var(--fair); } .outside { color: var(--bad); }
.scroll { overflow-x: auto; }
.scroll:focus-visible { outline: 2px solid var(--fair); outline-offset: 2px; }
figure { margin: 1.5rem 0; }
figcaption { font-weight: 600; margin-bottom: 0.4rem; }
figure svg { display: block; width: 100%; min-width: 34rem; max-width: 47rem; height: auto; }
table { border-collapse: collapse; font-size: 0.875rem; line-height: 1.4; min-width: 100%; }
caption { text-align: left; color: var(--faint); padding-bottom: 0.4rem; }
th, td { padding: 0.3rem 0.5rem; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
thead th { border-bottom-width: 2px; vertical-align: bottom; }
.number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
thead .number { white-space: normal; }
thead .wide { min-width: 5.5rem; }
.text { min-width: 11rem; }
th[scope=row] { white-space: nowrap; }
sub { font-size: 0.75em; line-height: 0; }
td mark { background: none; color: inherit; font-weight: 700; text-decoration: underline; text-decoration-thickness: 1px; text-underline-offset: 0.2em; }
code { font-family: ui-monospace, "DejaVu Sans Mono", monospace; font-size: 0.85em; overflow-wrap: anywhere; }
dt { font-weight: 600; margin-top: 0.8rem; } dd { margin: 0; }
@media print { .scroll { overflow: visible; } figure, tr { break-inside: avoid; } }
`;
