//! The normal quantile.

/// The standard normal quantile: the `x` with Φ(x) = `u`, for `u` in (0, 1).
///
/// Wichura's algorithm AS 241 (PPND16): relative error about 1e-16.
#[must_use]
pub fn normal(u: f64) -> f64 {
    let centred = u - 0.5;
    if centred.abs() <= 0.425 {
        let square = 0.180_625 - centred * centred;
        return centred * polynomial(square, &CENTRE.0) / polynomial(square, &CENTRE.1);
    }
    let depth = libm::sqrt(-libm::log(if centred < 0.0 { u } else { 1.0 - u }));
    let (offset, (above, below)) = if depth <= 5.0 {
        (1.6, &TAIL)
    } else {
        (5.0, &FAR_TAIL)
    };
    let size = polynomial(depth - offset, above) / polynomial(depth - offset, below);
    size.copysign(centred)
}

/// The error of [`quick_normal`] within 4 standard deviations.
pub(super) const QUICK_ERROR: f64 = 1e-6;

/// The standard normal quantile to six digits, for answers that only need to be near: Wichura's PPND7. Beyond ± 4 it
/// is only known to be beyond ± 4.
#[inline]
pub(super) fn quick_normal(u: f64) -> f64 {
    let centred = u - 0.5;
    if centred.abs() <= 0.425 {
        let square = 0.180_625 - centred * centred;
        return centred * polynomial(square, &QUICK_CENTRE.0) / polynomial(square, &QUICK_CENTRE.1);
    }
    let depth = libm::sqrt(-libm::log(if centred < 0.0 { u } else { 1.0 - u })) - 1.6;
    let size = polynomial(depth, &QUICK_TAIL.0) / polynomial(depth, &QUICK_TAIL.1);
    size.copysign(centred)
}

const QUICK_CENTRE: ([f64; 4], [f64; 4]) = (
    [
        3.387_132_717_9,
        50.434_271_938,
        159.291_132_02,
        59.109_374_72,
    ],
    [1.0, 17.895_169_469, 78.757_757_664, 67.187_563_6],
);

const QUICK_TAIL: ([f64; 4], [f64; 3]) = (
    [
        1.423_437_277_7,
        2.756_815_39,
        1.306_728_481_6,
        0.170_238_211_03,
    ],
    [1.0, 0.737_001_642_5, 0.120_211_329_75],
);

/// Horner's rule, lowest power first.
#[inline]
fn polynomial<const TERMS: usize>(x: f64, coefficients: &[f64; TERMS]) -> f64 {
    coefficients.iter().rev().fold(0.0, |sum, c| sum * x + c)
}

type Ratio = ([f64; 8], [f64; 8]);

const CENTRE: Ratio = (
    [
        3.387_132_872_796_366_5,
        1.331_416_678_917_843_8e2,
        1.971_590_950_306_551_4e3,
        1.373_169_376_550_946e4,
        4.592_195_393_154_987e4,
        6.726_577_092_700_87e4,
        3.343_057_558_358_813e4,
        2.509_080_928_730_122_7e3,
    ],
    [
        1.0,
        4.231_333_070_160_091e1,
        6.871_870_074_920_579e2,
        5.394_196_021_424_751e3,
        2.121_379_430_158_659_7e4,
        3.930_789_580_009_271e4,
        2.872_908_573_572_194_3e4,
        5.226_495_278_852_854e3,
    ],
);

const TAIL: Ratio = (
    [
        1.423_437_110_749_683_5,
        4.630_337_846_156_546,
        5.769_497_221_460_691,
        3.647_848_324_763_204_5,
        1.270_458_252_452_368_4,
        2.417_807_251_774_506e-1,
        2.272_384_498_926_918_4e-2,
        7.745_450_142_783_414e-4,
    ],
    [
        1.0,
        2.053_191_626_637_759,
        1.676_384_830_183_803_8,
        6.897_673_349_851e-1,
        1.481_039_764_274_800_8e-1,
        1.519_866_656_361_645_7e-2,
        5.475_938_084_995_345e-4,
        1.050_750_071_644_416_9e-9,
    ],
);

const FAR_TAIL: Ratio = (
    [
        6.657_904_643_501_103,
        5.463_784_911_164_114,
        1.784_826_539_917_291_3,
        2.965_605_718_285_048_7e-1,
        2.653_218_952_657_612_4e-2,
        1.242_660_947_388_078_4e-3,
        2.711_555_568_743_487_6e-5,
        2.010_334_399_292_288_1e-7,
    ],
    [
        1.0,
        5.998_322_065_558_88e-1,
        1.369_298_809_227_358e-1,
        1.487_536_129_085_061_5e-2,
        7.868_691_311_456_133e-4,
        1.846_318_317_510_054_8e-5,
        1.421_511_758_316_446e-7,
        2.044_263_103_389_939_8e-15,
    ],
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_quick_quantile_is_as_near_as_it_says() {
        for step in 1..400_000_u32 {
            let u = f64::from(step) / 400_000.0;
            for u in [u, u / 50.0, 1.0 - u / 50.0] {
                let exact = normal(u);
                let error = (quick_normal(u) - exact).abs();
                assert!(exact.abs() > 4.0 || error < QUICK_ERROR, "{u}: {error}");
            }
        }
    }

    #[test]
    fn far_out_the_quick_quantile_is_far_out() {
        for power in 5..300 {
            let u = libm::pow(10.0, -f64::from(power));
            assert!(quick_normal(u) < -4.0, "{u}");
        }
    }
}
