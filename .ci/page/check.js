// Says what axe finds wrong with a page, in light and dark: `node check.js BROWSER PAGE`. Exit code 1 if anything is.
const { pathToFileURL } = require("node:url");
const puppeteer = require("puppeteer-core");

const [executablePath, page] = process.argv.slice(2);

async function violations(browser, scheme) {
  const tab = await browser.newPage();
  await tab.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
  await tab.goto(pathToFileURL(page).href);
  await tab.addScriptTag({ path: require.resolve("axe-core/axe.min.js") });
  const found = await tab.evaluate(async () => (await axe.run()).violations);
  for (const { id, help, nodes } of found) {
    console.error(`${scheme}: ${id}: ${help} (${nodes.length} times), first at ${nodes[0].html.slice(0, 200)}`);
  }
  return found.length;
}

(async () => {
  const browser = await puppeteer.launch({ executablePath, args: ["--no-sandbox"] });
  const count = (await violations(browser, "light")) + (await violations(browser, "dark"));
  await browser.close();
  process.exitCode = count > 0 ? 1 : 0;
})();
