// Says what is wrong with pages: what axe finds in light and dark, what is wider than paper, and a first part that does not
// fit one sheet: `node check.js BROWSER PAGE...`. Exit code 1 if anything is.
const { pathToFileURL } = require("node:url");
const puppeteer = require("puppeteer-core");

const [executablePath, ...pages] = process.argv.slice(2);

/// Width between the margins of A4, in pixels of 1/96 inch.
const PAPER = Math.floor(((210 - 2 * 15) / 25.4) * 96);

async function opened(browser, page, scheme = "light") {
  const tab = await browser.newPage();
  await tab.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
  await tab.goto(pathToFileURL(page).href);
  return tab;
}

async function violations(browser, page, scheme) {
  const tab = await opened(browser, page, scheme);
  await tab.addScriptTag({ path: require.resolve("axe-core/axe.min.js") });
  const found = await tab.evaluate(async () => (await axe.run()).violations);
  return found.map(({ id, help, nodes }) =>
    `${scheme}: ${id}: ${help} (${nodes.length} times), first at ${nodes[0].html.slice(0, 200)}`);
}

/// A browser that prints makes every page smaller if one thing is wider than the paper.
async function wider(browser, page) {
  const tab = await opened(browser, page);
  await tab.emulateMediaType("print");
  await tab.setViewport({ width: PAPER, height: 1000 });
  const found = await tab.evaluate((paper) => {
    const wide = [...document.querySelectorAll("main *")].filter((one) => one.getBoundingClientRect().right > paper + 1);
    return wide.map((one) => `${one.tagName} ${one.textContent.trim().slice(0, 60)}`);
  }, PAPER);
  return found.slice(0, 3).map((one) => `print: wider than the paper: ${one}`);
}

async function sheets(browser, page, format) {
  const tab = await opened(browser, page);
  await tab.evaluate(() => document.querySelectorAll(".part ~ .part").forEach((part) => part.remove()));
  const printed = Buffer.from(await tab.pdf({ format, timeout: 120000 })).toString("latin1");
  const count = (printed.match(/\/Type\s*\/Page\b/g) ?? []).length;
  return count === 1 ? [] : [`print: the first part needs ${count} sheets of ${format}`];
}

(async () => {
  const browser = await puppeteer.launch({ executablePath, args: ["--no-sandbox"] });
  const found = [];
  for (const page of pages) {
    found.push(...await violations(browser, page, "light"), ...await violations(browser, page, "dark"));
    found.push(...await wider(browser, page));
    found.push(...await sheets(browser, page, "A4"), ...await sheets(browser, page, "Letter"));
  }
  await browser.close();
  found.forEach((line) => console.error(line));
  process.exitCode = found.length > 0 ? 1 : 0;
})();
