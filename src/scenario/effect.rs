//! Reading what a lever moves, what the size rests on, and what stops it.

use super::diagnostic::Problem;
use super::read::{Fields, Node, Reader};
use super::records::{find_setting, required};
use crate::lever::{Effect, Move, Way};

/// The keys `limit`, `effects`, `evidence` and `moves` of a lever; all are needed.
pub fn read_effect(reader: &mut Reader, lever: &str, fields: &Fields) -> Effect {
    let limit = required(reader, fields, "limit");
    let moves = needed(reader, fields, "moves");
    let moves = moves.and_then(|node| reader.list(node, "`moves`"));
    let moves = moves.unwrap_or_default().into_iter();
    Effect {
        limit,
        parameters: texts(reader, fields, "effects"),
        evidence: texts(reader, fields, "evidence"),
        moves: moves
            .filter_map(|node| read_move(reader, lever, node))
            .collect(),
    }
}

fn needed<'t>(reader: &mut Reader, fields: &Fields<'t>, key: &str) -> Option<&'t Node<'t>> {
    let node = fields.get(key);
    if node.is_none() {
        let problem = Problem::new(format!("`{key}` is missing"));
        reader.report(fields.span.clone(), problem);
    }
    node
}

fn texts(reader: &mut Reader, fields: &Fields, key: &str) -> Vec<String> {
    let node = needed(reader, fields, key);
    let found = node.and_then(|node| reader.strings(node, &format!("`{key}`")));
    let found = found.unwrap_or_default().into_iter();
    found.map(|text| text.value).collect()
}

fn read_move(reader: &mut Reader, lever: &str, node: &Node) -> Option<Move> {
    let keys = [
        "setting",
        "metric",
        "statistic",
        "place",
        "group",
        "origin",
        "direction",
        "effect",
    ];
    let fields = reader.fields(node, "an entry of `moves`", &keys)?;
    let metric = required(reader, &fields, "metric");
    let way = needed(reader, &fields, "direction")?;
    let way = reader.choice(way, "`direction`", &Way::NAMES)?;
    let setting = match optional(reader, &fields, "setting") {
        None => None,
        Some(short) => {
            let setting = find_setting(lever, &short);
            if setting.is_none() {
                let problem = Problem::new(format!("`{lever}` has no setting `{short}`"));
                reader.report(fields.span.clone(), problem);
                return None;
            }
            setting
        }
    };
    let statistic = optional(reader, &fields, "statistic");
    let effect = optional(reader, &fields, "effect");
    let [place, group, origin] = ["place", "group", "origin"]
        .map(|key| optional(reader, &fields, key).unwrap_or_else(|| "all".to_owned()));
    Some(Move {
        setting,
        metric,
        statistic,
        place,
        group,
        origin,
        way,
        effect,
    })
}

fn optional(reader: &mut Reader, fields: &Fields, key: &str) -> Option<String> {
    let node = fields.get(key)?;
    let text = reader.string(node, &format!("`{key}`"))?;
    Some(text.value)
}
