//! The page and its files, all inside the program.

use crate::chart::font;

/// A file that the server gives.
pub struct File {
    /// Its address.
    pub path: &'static str,
    /// Its kind, as browsers name it.
    pub kind: &'static str,
    /// What it holds.
    pub bytes: &'static [u8],
}

/// Every file of the page.
pub const FILES: [File; 7] = [
    File {
        path: "/",
        kind: "text/html; charset=utf-8",
        bytes: include_bytes!("page/index.html"),
    },
    File {
        path: "/report.css",
        kind: "text/css; charset=utf-8",
        bytes: crate::report::html::STYLE.as_bytes(),
    },
    File {
        path: "/page.css",
        kind: "text/css; charset=utf-8",
        bytes: include_bytes!("page/page.css"),
    },
    File {
        path: "/page.js",
        kind: "text/javascript; charset=utf-8",
        bytes: include_bytes!("page/page.js"),
    },
    File {
        path: "/icon.svg",
        kind: "image/svg+xml",
        bytes: include_bytes!("page/icon.svg"),
    },
    File {
        path: "/fonts/400.ttf",
        kind: "font/ttf",
        bytes: font::FILES[0].1,
    },
    File {
        path: "/fonts/600.ttf",
        kind: "font/ttf",
        bytes: font::FILES[1].1,
    },
];
