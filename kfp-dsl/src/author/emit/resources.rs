//! CPU, memory and accelerators of a task.

use kfp_ir::model::{AcceleratorConfig, ResourceSpec};

use super::late::Late;
use super::settings::Merged;
use crate::author::setting_text::SettingSource;

/// One amount: the text, and the number that older versions of KFP read; none when only the run knows it.
#[derive(Default)]
struct Amount {
    text: String,
    number: Option<f64>,
}

/// How the numbers of one resource are read.
struct Unit {
    what: &'static str,
    read: fn(&str) -> Option<f64>,
    help: &'static str,
}

const CPU: Unit = Unit {
    what: "an amount of CPU",
    read: cores,
    help: "write cores or thousandths of a core, such as `2`, `0.5` or `500m`",
};

const MEMORY: Unit = Unit {
    what: "an amount of memory",
    read: gigabytes,
    help: "write bytes, or a whole number with one of K, M, G, T, P, E, Ki, Mi, Gi, Ti, Pi, Ei, such as `512Mi`",
};

/// What the container of the task needs.
pub(super) fn resources(settings: &Merged<'_>, late: &mut Late<'_, '_, '_>) -> Option<ResourceSpec> {
    let cpu_request = amount(late, settings.pick(|s| s.cpu_request.as_ref()), "cpu_request", &CPU);
    let cpu_limit = amount(late, settings.pick(|s| s.cpu_limit.as_ref()), "cpu_limit", &CPU);
    let memory_request =
        amount(late, settings.pick(|s| s.memory_request.as_ref()), "memory_request", &MEMORY);
    let memory_limit = amount(late, settings.pick(|s| s.memory_limit.as_ref()), "memory_limit", &MEMORY);
    for (request, limit) in [(&cpu_request, &cpu_limit), (&memory_request, &memory_limit)] {
        if let (Some(low), Some(high)) = (request.number, limit.number)
            && low > high
        {
            let message =
                format!("the request of `{}` is larger than the limit of `{}`", request.text, limit.text);
            late.wrong(
                "B110",
                message,
                "Kubernetes refuses such a pod: raise the limit or lower the request",
            );
        }
    }
    let accelerator = settings.pick(|s| s.accelerator.as_ref()).and_then(|a| accelerator(late, a));
    let spec = ResourceSpec {
        cpu_request: cpu_request.number.unwrap_or_default(),
        cpu_limit: cpu_limit.number.unwrap_or_default(),
        memory_request: memory_request.number.unwrap_or_default(),
        memory_limit: memory_limit.number.unwrap_or_default(),
        resource_cpu_request: cpu_request.text,
        resource_cpu_limit: cpu_limit.text,
        resource_memory_request: memory_request.text,
        resource_memory_limit: memory_limit.text,
        accelerator,
    };
    (spec != ResourceSpec::default()).then_some(spec)
}

fn amount(late: &mut Late<'_, '_, '_>, text: Option<&SettingSource>, injected: &str, unit: &Unit) -> Amount {
    let Some(given) = text else { return Amount::default() };
    let Some(text) = late.text(given, injected, unit.what) else { return Amount::default() };
    if given.fixed().is_none() {
        return Amount { text, number: None };
    }
    let number = (unit.read)(&text);
    if number.is_none() {
        late.wrong("B110", format!("`{text}` is not {}", unit.what), unit.help);
    }
    Amount { text, number }
}

fn accelerator(
    late: &mut Late<'_, '_, '_>,
    (resource, count): &(SettingSource, SettingSource),
) -> Option<AcceleratorConfig> {
    let number = count.fixed().map(|count| count.parse::<u32>().ok().filter(|count| *count > 0));
    if resource.fixed().is_some_and(|name| name.trim().is_empty()) || number == Some(None) {
        let (resource, count) = (resource.fixed().unwrap_or("it"), count.fixed().unwrap_or("some"));
        let message = format!("`{resource}` times {count} is not an accelerator");
        late.wrong("B110", message, "name the resource and a count from 1, such as `nvidia.com/gpu` and 1");
    }
    Some(AcceleratorConfig {
        r#type: resource.fixed().unwrap_or_default().to_owned(),
        count: number.flatten().map(i64::from).unwrap_or_default(),
        resource_type: late.text(resource, "accelerator_type", "the type of an accelerator")?,
        resource_count: late.text(count, "accelerator_count", "the number of accelerators")?,
    })
}

/// Cores (SDK `_cpu_to_float`).
fn cores(text: &str) -> Option<f64> {
    let (digits, scale) = match text.strip_suffix('m') {
        Some(digits) => (digits, 1000.0),
        None => (text, 1.0),
    };
    let (whole, part) = digits.split_once('.').unwrap_or(("0", digits));
    let plain = |digits: &str| digits.bytes().all(|b| b.is_ascii_digit());
    (plain(whole) && plain(part) && !part.is_empty()).then_some(())?;
    digits.parse::<f64>().ok().map(|number| number / scale)
}

/// Units of 10^9 bytes (SDK `_memory_to_float`, with its order of operations).
fn gigabytes(text: &str) -> Option<f64> {
    let (kilo, kibi) = (1000_f64, 1024_f64);
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let scale = match text.get(digits.len()..)? {
        "" => 1.0,
        "K" => kilo,
        "M" => kilo.powi(2),
        "G" => kilo.powi(3),
        "T" => kilo.powi(4),
        "P" => kilo.powi(5),
        "E" => kilo.powi(6),
        "Ki" => kibi,
        "Mi" => kibi.powi(2),
        "Gi" => kibi.powi(3),
        "Ti" => kibi.powi(4),
        "Pi" => kibi.powi(5),
        "Ei" => kibi.powi(6),
        _ => return None,
    };
    (!digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit())).then_some(())?;
    digits.parse::<f64>().ok().map(|number| number * scale / kilo.powi(3))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantities_become_the_numbers_of_the_sdk() {
        assert_eq!(cores("500m"), Some(0.5));
        assert_eq!(cores("2"), Some(2.0));
        assert_eq!(cores(".5"), Some(0.5));
        assert_eq!(cores("1.5"), Some(1.5));
        for wrong in ["", "m", "1.", "a", "-1", "1e3", "1 ", "500mi"] {
            assert_eq!(cores(wrong), None, "{wrong}");
        }
        assert_eq!(gigabytes("1Gi"), Some(1.073741824));
        assert_eq!(gigabytes("512Mi"), Some(0.536870912));
        assert_eq!(gigabytes("5G"), Some(5.0));
        assert_eq!(gigabytes("1000"), Some(0.000001));
        for wrong in ["", "Gi", "1.5Gi", "1gi", "1 Gi", "-1Gi", "1GB"] {
            assert_eq!(gigabytes(wrong), None, "{wrong}");
        }
    }
}
