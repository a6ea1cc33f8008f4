"""Makes Inter-Regular.ttf and Inter-SemiBold.ttf from npm package inter-ui 4.1.1.

Usage: python subset.py path/to/inter-ui/web out/
Needs: fonttools, brotli, uharfbuzz.

Digits are the tabular ones, so columns of numbers line up without layout
features. Pair kerning is flattened from GPOS into a plain `kern` table, the
only kind that small glyph libraries read. All name records are kept.
"""
import io, sys, pathlib
import uharfbuzz as hb
from fontTools import subset
from fontTools.ttLib import TTFont, newTable
from fontTools.ttLib.tables._k_e_r_n import KernTable_format_0

LATIN = list(range(0x20, 0x7F)) + list(range(0xA0, 0x180)) + [0x218, 0x219, 0x21A, 0x21B, 0x1E9E]
GREEK = list(range(0x391, 0x3A2)) + list(range(0x3A3, 0x3AA)) + list(range(0x3B1, 0x3CA))
SIGNS = [0x2002, 0x2003, 0x2007, 0x2008, 0x2009, 0x200A, 0x200B, 0x202F, 0x2060,
         0x2010, 0x2011, 0x2012, 0x2013, 0x2014, 0x2018, 0x2019, 0x201A, 0x201C, 0x201D, 0x201E,
         0x2020, 0x2021, 0x2022, 0x2026, 0x2030, 0x2032, 0x2033, 0x2039, 0x203A, 0x2044, 0x20AC, 0x2116, 0x2122,
         0x2070, 0x2074, 0x2075, 0x2076, 0x2077, 0x2078, 0x2079, 0x2080, 0x2081, 0x2082, 0x2083,
         0x2190, 0x2191, 0x2192, 0x2193, 0x2194, 0x2196, 0x2197, 0x2198, 0x2199,
         0x2202, 0x2206, 0x220F, 0x2211, 0x2212, 0x2215, 0x2219, 0x221A, 0x221E, 0x222B,
         0x2248, 0x2260, 0x2264, 0x2265, 0x25A0, 0x25B2, 0x25B6, 0x25BC, 0x25C0, 0x25CB, 0x25CF, 0x2713]
KERNED = [c for c in LATIN if chr(c).isalpha() and c < 0x100] + [ord(c) for c in " .,:;-'()/&"] + [0x2013, 0x2019, 0x201C, 0x201D]


def kerning(path):
    """Pair adjustment in font units for every pair of KERNED letters, from HarfBuzz."""
    font = hb.Font(hb.Face(path.read_bytes()))
    def width(text, kern):
        buffer = hb.Buffer(); buffer.add_str(text); buffer.guess_segment_properties()
        hb.shape(font, buffer, {"kern": kern, "calt": False, "liga": False, "ccmp": False})
        return sum(p.x_advance for p in buffer.glyph_positions)
    pairs = {}
    for a in KERNED:
        for b in KERNED:
            text = chr(a) + chr(b)
            value = width(text, True) - width(text, False)
            if abs(value) >= 12:
                pairs[a, b] = value
    return pairs


def build(source, target):
    font = TTFont(source); font.flavor = None
    plain = source.with_suffix(".plain.ttf"); plain = target.parent / plain.name
    font.save(plain)
    pairs = kerning(plain)
    tabular = {chr(c): f"{n}.tf" for c, n in zip(range(48, 58), "zero one two three four five six seven eight nine".split())}
    for table in font["cmap"].tables:
        for char, name in tabular.items():
            if name in font.getReverseGlyphMap() and ord(char) in table.cmap:
                table.cmap[ord(char)] = name
    options = subset.Options()
    options.layout_features = []; options.name_IDs = ["*"]; options.hinting = False
    options.notdef_outline = True; options.drop_tables += ["GSUB", "GPOS", "GDEF", "STAT"]
    job = subset.Subsetter(options); job.populate(unicodes=LATIN + GREEK + SIGNS); job.subset(font)
    cmap = font.getBestCmap()
    plainest = sorted(pairs.items(), key=lambda item: (max(item[0]) > 0x7E, -abs(item[1])))[:4000]
    table = KernTable_format_0(); table.coverage = 1; table.version = 0; table.apple = False
    table.kernTable = {(cmap[a], cmap[b]): int(v) for (a, b), v in plainest if a in cmap and b in cmap}
    font["kern"] = newTable("kern"); font["kern"].version = 0; font["kern"].kernTables = [table]
    font["head"].modified = font["head"].created
    font.recalcTimestamp = False
    font.save(target); plain.unlink()
    print(target.name, target.stat().st_size, len(cmap), len(table.kernTable), [hex(c) for c in LATIN+GREEK+SIGNS if c not in cmap])


out = pathlib.Path(sys.argv[2]); out.mkdir(exist_ok=True)
for weight in ("Regular", "SemiBold"):
    build(pathlib.Path(sys.argv[1]) / f"Inter-{weight}.woff2", out / f"Inter-{weight}.ttf")
