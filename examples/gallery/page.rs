//! The page `docs/gallery.md`.

use std::path::Path;

use garita::chart::Original;

use super::shows::{Picture, SHOWS};
use super::{Problem, SEED, charts};

/// The whole page.
pub fn page(project: &Path) -> Result<String, Problem> {
    let text = format!(
        "# Gallery

Charts that Garita draws, from scenarios that come with it. One command makes this page and every picture on it:

```sh
cargo run --release --example gallery
```

Each heading below gives the command whose result folder holds the charts, all with seed {SEED}. All charts of a result are in
`charts/`, each also as SVG, with its numbers as CSV; `garita chart FOLDER NAME` draws one again in another size, style or window of time.
The titles are the program's own: a title gives a number only where nine futures in ten agree on the direction, and then with its range.
Numbers on this page show what charts look like. For an answer to rely on, run more futures and read the report and its limits.
"
    );
    let mut parts = vec![text];
    for show in SHOWS {
        let (heading, command) = (show.heading, show.command());
        parts.push(format!("\n## {heading}\n\n```sh\n{command}\n```\n"));
        for picture in show.pictures {
            let file = charts(&project.join("target/gallery"), show);
            let original = Original::read(&file.join(format!("{}.json", picture.chart)))?;
            parts.push(part(picture, &original.figure.title));
        }
    }
    Ok(parts.concat())
}

/// One picture with its title and how to read it.
fn part(picture: &Picture, title: &str) -> String {
    format!(
        "\n### {title}\n\n{} (`charts/{}.png`)\n\n![{title}](images/{}.png)\n",
        picture.reading, picture.chart, picture.name
    )
}
