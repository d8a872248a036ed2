/**
 * A check as JUnit XML, which continuous integration reads: a suite for each kind, a test for each
 * case. There is no standard, only what consumers agree on: the attributes tests, failures, errors,
 * skipped and time, and within a test one of failure, error and skipped.
 */
import { byKind, type Check, type Judged, statusOf, tallyOf } from "../conformance/checkReport.ts";
import { type Markup, html as xml } from "./html.ts";
import { printable } from "./printable.ts";

/** The whole file, always the same for the same check. */
export function checkJUnit({ implementation, judged }: Check): string {
  const { name, language, version, dtype } = implementation;
  const suites = byKind(judged).map(
    ([kind, own]) => xml`
  <testsuite name="${kind}" ${counts(own)}>
    <properties>
      <property name="implementation" value="${printable(name)}"/>
      <property name="language" value="${printable(language)}"/>
      <property name="version" value="${printable(version)}"/>
      <property name="dtype" value="${dtype}"/>
    </properties>${own.map(testCase)}
  </testsuite>`,
  );
  return xml`<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="bptt-oracle" ${counts(judged)}>${suites}
</testsuites>
`.text;
}

function counts(judged: readonly Judged[]): Markup {
  const { total, failed, errored, skipped } = tallyOf(judged);
  const seconds = judged.reduce((sum, one) => sum + one.seconds, 0);
  return xml`tests="${total}" failures="${failed}" errors="${errored}" skipped="${skipped}" time="${seconds.toFixed(3)}"`;
}

function testCase(judged: Judged): Markup {
  const { id, kind } = judged.testCase;
  return xml`
    <testcase classname="bptt-oracle.${kind}" name="${id}" time="${judged.seconds.toFixed(3)}">${outcome(judged)}</testcase>`;
}

function outcome(judged: Judged): Markup | null {
  const { reason, faults } = judged.judgement;
  const message = printable(String(reason));
  const text = faults.length > 1 ? printable(faults.join("\n")) : message;
  switch (statusOf(judged)) {
    case "passed":
      return null;
    case "failed":
      return xml`<failure message="${message}" type="wrong">${text}</failure>`;
    case "errored":
      return xml`<error message="${message}" type="error">${text}</error>`;
    case "skipped":
      return xml`<skipped message="${message}"/>`;
  }
}
