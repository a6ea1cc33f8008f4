//! `chart`: a chart of a result, drawn again without simulating.

use std::path::{Path, PathBuf};

use clap::Args;

use super::{Failure, terminal};
use crate::chart::{Original, Theme, View};
use crate::time::Date;

/// Arguments of `chart`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct ChartArgs {
    /// A result folder, or one of its charts
    #[arg(value_name = "RESULT")]
    pub result: PathBuf,
    /// Name of the chart, such as queues [default: show which there are]
    #[arg(value_name = "NAME")]
    pub name: Option<String>,
    /// Another title; the footer says that it was typed
    #[arg(long)]
    pub title: Option<String>,
    /// First day shown
    #[arg(long, value_name = "DATE")]
    pub from: Option<Date>,
    /// Last day shown
    #[arg(long, value_name = "DATE")]
    pub to: Option<Date>,
    /// Only these places, separated by commas
    #[arg(long, value_name = "PLACE", value_delimiter = ',')]
    pub places: Vec<String>,
    /// For reports, slides (larger words) or print (more pixels) [default: report]
    #[arg(long, value_parser = ["report", "slide", "print"])]
    pub style: Option<String>,
    /// Width of the picture in pixels [default: as the style has it]
    #[arg(long, value_name = "PIXELS", value_parser = clap::value_parser!(u32).range(300..=12_000))]
    pub size: Option<u32>,
    /// Dots to an inch: with --size, how wide the picture is on paper
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(36..=2400))]
    pub dpi: Option<u32>,
    /// Colours and type sizes from a file; what it leaves out stays as it is
    #[arg(long, value_name = "FILE")]
    pub theme: Option<PathBuf>,
    /// Picture to write; its .svg, .csv and .json go beside it [default: NAME.png in this folder]
    #[arg(short, long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// Replace an earlier picture
    #[arg(long)]
    pub force: bool,
}

const EXAMPLES: &str = "\
Examples:
  garita chart output/status-quo                                   which charts there are
  garita chart output/status-quo queues --from 2025-01-01 --style slide
  garita chart output/status-quo places-border --places tijuana,ciudad-juarez --out tijuana-juarez.png
  garita chart output/status-quo/charts/cost.png --size 1500 --dpi 300

The footer with scenarios, futures, seed and sources stays. A theme is a file like assets/theme.toml in the project's folder.
garita reproduce rebuilds such a picture, too.";

/// `garita chart`.
pub fn chart(args: &ChartArgs) -> Result<(), Failure> {
    let (folder, named) = place(args)?;
    let Some(name) = named else {
        return show(&folder, args);
    };
    let mut original = read(&folder, &name)?;
    original.view = chosen(args, original.view)?;
    if let Some(reason) = original.view.refused_by(&original.figure) {
        return Err(Failure::Input(format!(
            "`{name}` cannot be drawn like this: {reason}"
        )));
    }
    write(&original, &name, args)
}

/// The folder of charts and the chart asked for.
fn place(args: &ChartArgs) -> Result<(PathBuf, Option<String>), Failure> {
    let result = &args.result;
    if result.is_dir() {
        let inside = result.join("charts");
        let folder = if inside.is_dir() {
            inside
        } else {
            result.clone()
        };
        return Ok((folder, args.name.clone()));
    }
    if !result.exists() {
        return Err(Failure::Input(format!(
            "there is no {}\n  help: name a result folder or one of its charts",
            result.display()
        )));
    }
    if let Some(name) = &args.name {
        return Err(Failure::Input(format!(
            "{} is a chart itself, and `{name}` another\n  help: name the result folder and the chart, or the chart alone",
            result.display()
        )));
    }
    let folder = result.parent().map_or_else(PathBuf::new, Path::to_path_buf);
    let stem = result
        .file_stem()
        .map(|stem| stem.to_string_lossy().into_owned());
    Ok((folder, stem))
}

/// Names of the charts that can be drawn again, in order.
fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let files = entries.map(|entry| entry.path());
    let mut names: Vec<String> = files
        .filter(|path| path.extension().is_some_and(|end| end == "json"))
        .filter(|path| path.with_extension("png").exists())
        .filter_map(|path| Some(path.file_stem()?.to_string_lossy().into_owned()))
        .collect();
    names.sort();
    names
}

/// Says which charts a result has.
fn show(folder: &Path, args: &ChartArgs) -> Result<(), Failure> {
    let names = names(folder);
    if names.is_empty() {
        return Err(Failure::Input(format!(
            "{} holds no chart that can be drawn again\n  help: results made with --no-charts have none; run them again without it",
            args.result.display()
        )));
    }
    let titled = |name: &String| {
        let title = read(folder, name).map_or_else(|_| String::new(), |one| one.figure.title);
        vec![name.clone(), title]
    };
    let rows: Vec<Vec<String>> = names.iter().map(titled).collect();
    terminal::say(&terminal::table(&["chart", "title"], rows));
    Ok(())
}

fn read(folder: &Path, name: &str) -> Result<Original, Failure> {
    let file = folder.join(format!("{name}.json"));
    if !file.exists() {
        let there = names(folder);
        let help = if there.is_empty() {
            "there is none that can be drawn again".to_owned()
        } else {
            format!("there are {}", there.join(", "))
        };
        return Err(Failure::Input(format!(
            "there is no chart `{name}` in {}: {} is missing\n  help: {help}",
            folder.display(),
            file.display()
        )));
    }
    Original::read(&file).map_err(|error| {
        Failure::Input(format!(
            "{} cannot be used: {error}\n  help: a chart is drawn again from the file that its run wrote",
            file.display()
        ))
    })
}

/// What is chosen now, and, of a chart drawn again before, what was chosen then.
fn chosen(args: &ChartArgs, before: View) -> Result<View, Failure> {
    let places = if args.places.is_empty() {
        before.places
    } else {
        args.places.clone()
    };
    Ok(View {
        title: args.title.clone().or(before.title),
        from: args.from.or(before.from),
        to: args.to.or(before.to),
        places,
        style: args.style.clone().or(before.style),
        pixels: args.size.or(before.pixels),
        dpi: args.dpi.or(before.dpi),
        theme: args
            .theme
            .as_deref()
            .map(theme)
            .transpose()?
            .or(before.theme),
    })
}

fn theme(file: &Path) -> Result<Theme, Failure> {
    let text = std::fs::read_to_string(file)
        .map_err(|error| Failure::Input(format!("{} cannot be read: {error}", file.display())))?;
    Theme::with(&text)
        .map_err(|reason| Failure::Input(format!("{} is not a theme: {reason}", file.display())))
}

fn write(original: &Original, name: &str, args: &ChartArgs) -> Result<(), Failure> {
    let out = (args.out.clone()).unwrap_or_else(|| PathBuf::from(format!("{name}.png")));
    if out.extension().is_none_or(|end| end != "png") {
        return Err(Failure::Input(format!(
            "{} does not end in .png\n  help: --out names the picture; .svg, .csv and .json are written beside it",
            out.display()
        )));
    }
    let endings = ["png", "svg", "csv", "json"];
    let there = endings.map(|ending| out.with_extension(ending));
    if let Some(file) = there.iter().find(|file| file.exists() && !args.force) {
        return Err(Failure::Input(format!(
            "{} exists already\n  help: choose another name with --out, or replace it with --force",
            file.display()
        )));
    }
    let folder = out.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.map_or_else(|| PathBuf::from("."), Path::to_path_buf);
    std::fs::create_dir_all(&folder)?;
    let stem = out.file_stem().unwrap_or_default().to_string_lossy();
    original.write_as(&folder, &stem, name)?;
    terminal::say(&out.display().to_string());
    Ok(())
}
