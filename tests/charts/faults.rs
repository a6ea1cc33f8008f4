//! What is wrong with the words on a page.

use garita::chart::{self, Figure, Provenance, Style};

/// Words that overlap, or that leave the page.
pub fn faults(figure: &Figure, provenance: &Provenance, style: &Style) -> Vec<String> {
    let canvas = chart::lay_out(figure, provenance, style);
    let boxes = canvas.text_boxes();
    let mut faults = Vec::new();
    for (index, one) in boxes.iter().enumerate() {
        let [left, top, right, bottom] = one.bounds;
        if left < 5.0 || top < 5.0 || right > canvas.width - 5.0 || bottom > canvas.height - 5.0 {
            faults.push(format!("`{}` leaves the page: {:?}", one.text, one.bounds));
        }
        for other in &boxes[index + 1..] {
            let across = right.min(other.bounds[2]) - left.max(other.bounds[0]);
            let down = bottom.min(other.bounds[3]) - top.max(other.bounds[1]);
            if across > 0.5 && down > 0.5 {
                faults.push(format!("`{}` meets `{}`", one.text, other.text));
            }
        }
    }
    faults
}
