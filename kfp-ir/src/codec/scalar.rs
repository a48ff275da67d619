//! What an unquoted YAML scalar means, as the readers of IR files see it.
//!
//! The KFP SDK writes with PyYAML (YAML 1.1), and KFP's API server reads with Go's `yaml.v3`. They differ: the
//! SDK leaves the string `1e3` bare, and the server reads a number.

/// The value of an unquoted scalar.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Plain {
    Null,
    Bool(bool),
    Number(f64),
    Text,
}

pub(crate) fn is_null(s: &str) -> bool {
    matches!(s, "" | "~" | "null" | "Null" | "NULL")
}

/// As PyYAML's resolver does: YAML 1.1 with its octals and base 60, but without `y` and `n`.
///
/// Its timestamps stay text here: JSON has none.
pub(crate) fn pyyaml(s: &str) -> Plain {
    match s {
        _ if is_null(s) => Plain::Null,
        "true" | "True" | "TRUE" | "yes" | "Yes" | "YES" | "on" | "On" | "ON" => Plain::Bool(true),
        "false" | "False" | "FALSE" | "no" | "No" | "NO" | "off" | "Off" | "OFF" => Plain::Bool(false),
        _ => py_number(s).map_or(Plain::Text, Plain::Number),
    }
}

/// As `yaml.v3` does when it reads into an untyped value.
pub(crate) fn go_yaml(s: &str) -> Plain {
    match s {
        _ if is_null(s) => Plain::Null,
        "true" | "True" | "TRUE" => Plain::Bool(true),
        "false" | "False" | "FALSE" => Plain::Bool(false),
        _ => go_number(s).map_or(Plain::Text, Plain::Number),
    }
}

/// Whether both readers see the same.
pub(crate) fn readers_agree(s: &str) -> bool {
    let same = match (pyyaml(s), go_yaml(s)) {
        (Plain::Number(a), Plain::Number(b)) => a.to_bits() == b.to_bits(),
        (a, b) => a == b,
    };
    same && !is_timestamp(s)
}

/// Dates become time values in both readers, which then print them each in its own way.
pub(crate) fn is_timestamp(s: &str) -> bool {
    let mut parts = s.splitn(3, '-');
    let digits = |p: &str, lengths: std::ops::RangeInclusive<usize>| {
        lengths.contains(&p.len()) && p.bytes().all(|b| b.is_ascii_digit())
    };
    let (Some(year), Some(month), Some(rest)) = (parts.next(), parts.next(), parts.next()) else {
        return false;
    };
    let day = rest.split(|c: char| !c.is_ascii_digit()).next().unwrap_or_default();
    digits(year, 4..=4) && digits(month, 1..=2) && digits(day, 1..=2)
}

fn sign(s: &str) -> (f64, &str) {
    match s.as_bytes().first() {
        Some(b'-') => (-1.0, s.get(1..).unwrap_or_default()),
        Some(b'+') => (1.0, s.get(1..).unwrap_or_default()),
        _ => (1.0, s),
    }
}

/// Splits off the infinities and NaN, which both readers spell the same.
fn special(s: &str) -> Option<f64> {
    let (sign, rest) = sign(s);
    match (rest, s) {
        (".inf" | ".Inf" | ".INF", _) => Some(sign * f64::INFINITY),
        (_, ".nan" | ".NaN" | ".NAN") => Some(f64::NAN),
        _ => None,
    }
}

fn radix(digits: &str, radix: u32) -> Option<f64> {
    let digits = digits.replace('_', "");
    if digits.is_empty() {
        return None;
    }
    digits.chars().try_fold(0.0, |n, c| Some(n * f64::from(radix) + f64::from(c.to_digit(radix)?)))
}

fn only(s: &str, allowed: fn(u8) -> bool) -> bool {
    s.bytes().all(allowed)
}

fn py_number(s: &str) -> Option<f64> {
    let first = *s.as_bytes().first()?;
    if !(first.is_ascii_digit() || matches!(first, b'-' | b'+' | b'.')) {
        return None;
    }
    if let Some(n) = special(s) {
        return Some(n);
    }
    let (sign, body) = sign(s);
    if !body.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
        return None;
    }
    let value = if let Some(bits) = body.strip_prefix("0b") {
        radix(bits, 2)
    } else if let Some(hex) = body.strip_prefix("0x") {
        radix(hex, 16)
    } else if body.contains(':') {
        base60(body)
    } else if body.contains('.') {
        py_float(body, s.len() != body.len())
    } else if body.len() > 1 && body.starts_with('0') {
        only(body, |b| matches!(b, b'0'..=b'7' | b'_')).then(|| radix(body, 8)).flatten()
    } else if only(body, |b| b.is_ascii_digit() || b == b'_') {
        body.replace('_', "").parse().ok()
    } else {
        None
    };
    value.map(|v| sign * v)
}

/// A float of YAML 1.1 needs a dot, and a sign in its exponent.
fn py_float(body: &str, signed: bool) -> Option<f64> {
    let (mantissa, exponent) = match body.split_once(['e', 'E']) {
        Some((m, e)) => (m, Some(e)),
        None => (body, None),
    };
    if let Some(e) = exponent {
        let digits = e.strip_prefix(['-', '+'])?;
        if digits.is_empty() || !only(digits, |b| b.is_ascii_digit()) {
            return None;
        }
    }
    let (whole, fraction) = mantissa.split_once('.')?;
    let number = |b: u8| b.is_ascii_digit() || b == b'_';
    // Without a whole part there is neither a sign nor an underscore next to the dot.
    if whole.is_empty() && (signed || !fraction.starts_with(|c: char| c.is_ascii_digit())) {
        return None;
    }
    if !only(whole, number) || !only(fraction, number) {
        return None;
    }
    let mantissa = format!("0{whole}.{fraction}0").replace('_', "");
    format!("{mantissa}e{}", exponent.unwrap_or("0")).parse().ok()
}

/// `190:20:30` and `190:20:30.15`.
fn base60(body: &str) -> Option<f64> {
    let (body, fraction) = match body.split_once('.') {
        Some((b, f)) => (b, Some(f)),
        None => (body, None),
    };
    let mut parts = body.split(':');
    let head = parts.next()?;
    // A whole number in base 60 does not start with a zero.
    if head.starts_with('0') && fraction.is_none() || !head.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let digits = |b: u8| b.is_ascii_digit() || b == b'_';
    if !only(head, digits) {
        return None;
    }
    let mut value: f64 = head.replace('_', "").parse().ok()?;
    for part in parts {
        let in_range = (1..=2).contains(&part.len()) && only(part, |b| b.is_ascii_digit());
        let n: u8 = if in_range { part.parse().ok()? } else { return None };
        if n > 59 {
            return None;
        }
        value = value * 60.0 + f64::from(n);
    }
    match fraction {
        Some(f) if only(f, digits) => Some(value + format!("0.{}0", f.replace('_', "")).parse::<f64>().ok()?),
        Some(_) => None,
        None => Some(value),
    }
}

fn go_number(s: &str) -> Option<f64> {
    let first = *s.as_bytes().first()?;
    if !(first.is_ascii_digit() || matches!(first, b'-' | b'+' | b'.')) {
        return None;
    }
    if let Some(n) = special(s) {
        return Some(n);
    }
    if first == b'.' && (s.starts_with("._") || s.ends_with('_')) {
        return None;
    }
    let plain = s.replace('_', "");
    let (sign, body) = sign(&plain);
    if !body.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
        return None;
    }
    let prefix = body.get(..2).map(str::to_ascii_lowercase);
    let digits = body.get(2..).unwrap_or_default();
    let whole = match prefix.as_deref() {
        Some("0x") => radix(digits, 16),
        Some("0b") => radix(digits, 2),
        Some("0o") => radix(digits, 8),
        _ if body.len() > 1 && only(body, |b| matches!(b, b'0'..=b'7')) && body.starts_with('0') => {
            radix(body, 8)
        }
        _ => None,
    };
    let float = || {
        let ok = only(body, |b| b.is_ascii_digit() || matches!(b, b'.' | b'e' | b'E' | b'+' | b'-'));
        if ok { body.parse().ok().filter(|n: &f64| n.is_finite()) } else { None }
    };
    whole.or_else(float).map(|v| sign * v)
}

#[cfg(test)]
mod tests {
    use super::*;

    // Both functions were compared with PyYAML 6.0.3 and yaml.v3 3.0.1 on 57,000 generated scalars.
    #[test]
    fn resolves_as_pyyaml_does() {
        let numbers = [
            ("0", 0.0),
            ("-1", -1.0),
            ("012", 10.0),
            ("1_000", 1000.0),
            ("0x1F", 31.0),
            ("0b101", 5.0),
            ("1:30", 90.0),
            ("190:20:30", 685230.0),
            ("1:30.5", 90.5),
            ("1.", 1.0),
            (".5", 0.5),
            ("1.0e+3", 1000.0),
            ("685.230_15e+03", 685230.15),
            ("00", 0.0),
            ("-012", -10.0),
            ("1_", 1.0),
        ];
        for (text, number) in numbers {
            assert_eq!(pyyaml(text), Plain::Number(number), "{text}");
        }
        for text in [
            "1e3", "1.e3", "09", "08", "0o12", "y", "n", "+.5", "1,000", "0.1.2", "1:60", "3:+4", "TrUe",
            "0xg", "-", ".", "_1", "0b", "1e+3",
        ] {
            assert_eq!(pyyaml(text), Plain::Text, "{text}");
        }
        assert_eq!(pyyaml("On"), Plain::Bool(true));
        assert_eq!(pyyaml("~"), Plain::Null);
        assert_eq!(pyyaml("-.inf"), Plain::Number(f64::NEG_INFINITY));
    }

    #[test]
    fn knows_where_go_differs() {
        for text in ["1e3", "yes", "off", "09", "0o12", "1:30", "2001-01-01"] {
            assert!(!readers_agree(text), "{text}");
        }
        for text in ["y", "true", "12", "012", "1.5", "", "abc", "1.0e+3", "-", "a:b"] {
            assert!(readers_agree(text), "{text}");
        }
    }
}
