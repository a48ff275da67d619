//! Amounts of CPU and memory as Kubernetes writes them.

/// The number behind `500m`, `2`, `1.5Gi` or `1e3`; `None` for anything that Kubernetes does not accept.
pub(crate) fn parse(text: &str) -> Option<f64> {
    let digits = text.find(|c: char| !matches!(c, '0'..='9' | '.' | '+' | '-')).unwrap_or(text.len());
    let (number, suffix) = text.split_at(digits);
    if !number.contains(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let number: f64 = number.parse().ok()?;
    let scale = match suffix {
        "n" => 1e-9,
        "u" => 1e-6,
        "m" => 1e-3,
        "" => 1.0,
        "k" => 1e3,
        "M" => 1e6,
        "G" => 1e9,
        "T" => 1e12,
        "P" => 1e15,
        "E" => 1e18,
        "Ki" => 1024.0,
        "Mi" => 1024f64.powi(2),
        "Gi" => 1024f64.powi(3),
        "Ti" => 1024f64.powi(4),
        "Pi" => 1024f64.powi(5),
        "Ei" => 1024f64.powi(6),
        exponent => {
            let exponent: i32 = exponent.strip_prefix(['e', 'E'])?.parse().ok()?;
            10f64.powi(exponent)
        }
    };
    Some(number * scale)
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn as_kubernetes_reads_them() {
        for (text, value) in [
            ("500m", 0.5),
            ("2", 2.0),
            (".5", 0.5),
            ("1.5Gi", 1_610_612_736.0),
            ("100M", 1e8),
            ("1e3", 1000.0),
        ] {
            assert_eq!(parse(text), Some(value), "{text}");
        }
        for text in ["", "m", "1K", "1 Gi", "1GiB", "one", "1-2", "1.2.3", "e3", "1e", "NaN", "inf"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
