//! Pushing labels apart along one axis.

/// New centres for labels that want to sit at `wanted` and are `heights` tall, so
/// that none overlap, all lie in `[top, bottom]` if they fit there, and the sum of
/// squared moves is least (blocks of touching labels, merged as in isotonic regression).
#[must_use]
pub fn spread(wanted: &[f64], heights: &[f64], gap: f64, top: f64, bottom: f64) -> Vec<f64> {
    let mut order: Vec<usize> = (0..wanted.len()).collect();
    order.sort_by(|&a, &b| wanted[a].total_cmp(&wanted[b]));
    // Distance of each label's centre from the start of a stack of all labels.
    let mut offsets = Vec::with_capacity(order.len());
    let mut length = 0.0;
    for &index in &order {
        offsets.push(length + heights[index] / 2.0);
        length += heights[index] + gap;
    }
    let total = length - gap;
    let latest = (bottom - total).max(top);
    // In these coordinates "no overlap" means "not decreasing".
    let mut blocks: Vec<(f64, usize)> = Vec::new();
    for (&index, offset) in order.iter().zip(&offsets) {
        blocks.push((wanted[index] - offset, 1));
        while let [.., before, last] = blocks.as_slice() {
            if before.0 <= last.0 {
                break;
            }
            let count = before.1 + last.1;
            let mean = (before.0 * weight(before.1) + last.0 * weight(last.1)) / weight(count);
            blocks.truncate(blocks.len() - 2);
            blocks.push((mean, count));
        }
    }
    let starts = blocks
        .iter()
        .flat_map(|&(start, count)| std::iter::repeat_n(start, count));
    let mut placed = vec![0.0; wanted.len()];
    for ((&index, offset), start) in order.iter().zip(&offsets).zip(starts) {
        placed[index] = start.clamp(top, latest) + offset;
    }
    placed
}

fn weight(count: usize) -> f64 {
    super::number::to_f64(count)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_keep_apart_and_inside() {
        let placed = spread(&[50.0, 50.0, 52.0, 98.0, 10.0], &[12.0; 5], 2.0, 0.0, 100.0);
        let mut sorted = placed.clone();
        sorted.sort_by(f64::total_cmp);
        assert!(
            sorted
                .windows(2)
                .all(|pair| pair[1] - pair[0] >= 14.0 - 1e-9),
            "{placed:?}"
        );
        assert!(sorted[0] >= 6.0 && sorted[4] <= 94.0 + 1e-9, "{placed:?}");
        assert!(
            (placed[4] - 10.0).abs() < 1e-9,
            "an undisturbed label stays"
        );
    }
}
