import { IdAttributePlugin } from "@11ty/eleventy";
import syntaxHighlight from "@11ty/eleventy-plugin-syntaxhighlight";
import markdownItAttrs from "markdown-it-attrs";

export default function (config) {
  config.addPlugin(IdAttributePlugin);
  config.addPlugin(syntaxHighlight);
  config.amendLibrary("md", (markdown) => markdown.use(markdownItAttrs));
  config.addPassthroughCopy("src/images");
  config.addPassthroughCopy("src/style.css");
  return { dir: { input: "src", output: "site" }, markdownTemplateEngine: false };
}
