//! The gallery: simulates shipped scenarios, draws a few of their charts into `docs/images/`, writes the page
//! `docs/gallery.md` about them, and keeps what they are drawn from in `tests/data/gallery/`, so that tests can look at them:
//! `cargo run --release --example gallery` (ten minutes on two idle cores, after the build). With `-- --redraw` it draws the results
//! of the last time again.

mod keep;
mod page;
mod shows;
mod small;

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};

use garita::chart::{Original, View};

use shows::{SHOWS, Show};

/// Whatever went wrong, in words.
type Problem = Box<dyn std::error::Error>;

/// Seed of every command.
const SEED: u64 = 1;
/// Width of a picture: twice that of a column on a web page.
const PIXELS: u32 = 1400;

/// Set where this program is to be `garita` itself, which is in it: so nothing is built twice.
const AS_PROGRAM: &str = "GARITA_GALLERY_AS_PROGRAM";

fn main() -> ExitCode {
    if std::env::var_os(AS_PROGRAM).is_some() {
        return garita::cli::main();
    }
    match gallery() {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("{problem}");
            ExitCode::FAILURE
        }
    }
}

fn gallery() -> Result<(), Problem> {
    let project = Path::new(env!("CARGO_MANIFEST_DIR"));
    let bench = project.join("target/gallery");
    if !std::env::args().any(|argument| argument == "--redraw") {
        simulate(&bench)?;
    }
    for folder in ["docs/images", keep::FOLDER] {
        std::fs::create_dir_all(project.join(folder))?;
    }
    for show in SHOWS {
        for picture in show.pictures {
            draw(project, &bench, show, picture)?;
        }
    }
    std::fs::write(project.join("docs/gallery.md"), page::page(project)?)?;
    Ok(())
}

/// Runs the command of every show with this version of the program, as a reader of the page would.
fn simulate(bench: &Path) -> Result<(), Problem> {
    let results = bench.join("output");
    if results.exists() {
        std::fs::remove_dir_all(&results)?;
    }
    std::fs::create_dir_all(bench)?;
    for show in SHOWS {
        let line = show.command();
        println!("{line}");
        let status = Command::new(std::env::current_exe()?)
            .current_dir(bench)
            .env(AS_PROGRAM, "yes")
            .args(line.split(' ').skip(1))
            .stdout(Stdio::null())
            .status()?;
        if !status.success() {
            return Err(format!("`{line}` did not succeed").into());
        }
    }
    Ok(())
}

/// One chart of a show: its picture for the page, and what it is drawn from for the tests.
fn draw(
    project: &Path,
    bench: &Path,
    show: &Show,
    picture: &shows::Picture,
) -> Result<(), Problem> {
    let file = charts(bench, show).join(format!("{}.json", picture.chart));
    let mut original = Original::read(&file)
        .map_err(|error| format!("{} cannot be read: {error}", file.display()))?;
    original.view = View {
        pixels: Some(PIXELS),
        ..View::default()
    };
    let png = small::small(&original.png(picture.chart)?)?;
    std::fs::write(project.join(picture.file()), png)?;
    keep::keep(project, picture.name, &original)
}

/// Folder of the charts of a show.
fn charts(bench: &Path, show: &Show) -> PathBuf {
    bench.join("output").join(show.folder).join("charts")
}
