//! Outlay by payer and line.

use super::{ALL_CELLS, Id, Sheet};
use crate::model::outlay::LINES;

/// The payer that is not public.
const PRIVATE: &str = "people on the move";

pub(super) fn measure(sheet: &mut Sheet) {
    let record = sheet.record;
    let mut payers: Vec<(&str, f64)> = Vec::new();
    for line in LINES {
        let usd = record.usd(line.line);
        match payers.iter_mut().find(|payer| payer.0 == line.payer) {
            Some(payer) => payer.1 += usd,
            None => payers.push((line.payer, usd)),
        }
    }
    let public: f64 = payers
        .iter()
        .filter(|payer| payer.0 != PRIVATE)
        .map(|payer| payer.1)
        .sum();
    sheet.push(Id::Outlay, "total", ALL_CELLS, true, public);
    for (payer, usd) in payers {
        let id = if payer == PRIVATE {
            Id::PrivateOutlay
        } else {
            Id::Outlay
        };
        sheet.push(id, "total", ["all", payer, "all"], false, usd);
    }
    for line in LINES {
        let id = if line.payer == PRIVATE {
            Id::PrivateOutlay
        } else {
            Id::Outlay
        };
        let group = format!("{}: {}", line.payer, line.label);
        sheet.push(
            id,
            "total",
            ["all", &group, "all"],
            false,
            record.usd(line.line),
        );
    }
}
