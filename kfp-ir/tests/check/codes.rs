//! For each code a test that triggers it, and one that comes near and does not.

use kfp_ir::codec::{Format, proto, read_bytes, yaml};
use kfp_ir::import::import;
use kfp_ir::model::{PipelineSpec, Value};
use kfp_ir::target::Target;
use kfp_ir::valid::{Finding, RULES, check};

use super::rules::{cases, large, outcome, without_root};

/// Two files that differ in what a reading code is about: the first has it.
fn files(code: &str) -> Option<[Vec<u8>; 2]> {
    const HEAD: &str = "pipelineInfo: {name: p}\n";
    let with = |text: &str| format!("{HEAD}{text}").into_bytes();
    let default = |value: &str| {
        with(&format!("root: {{inputDefinitions: {{parameters: {{a: {{defaultValue: {value}}}}}}}}}\n"))
    };
    let nested = |depth: usize| default(&format!("{}{}", "[".repeat(depth), "]".repeat(depth)));
    let aliases = |levels: usize| {
        let mut text = "root: &a0 {}\n".to_owned();
        for level in 1..levels {
            let above = format!("*a{}, ", level - 1).repeat(9);
            text = format!("{text}x{level}: &a{level} [{above}]\n");
        }
        with(&text)
    };
    let retry = |count: &str| with(&format!("root: {{dag: {{tasks: {{t: {{retryPolicy: {count}}}}}}}}}\n"));
    let container =
        |field: &str| with(&format!("deploymentSpec: {{executors: {{e: {{container: {{{field}: a}}}}}}}}\n"));
    let typed = |name: &str| {
        with(&format!("root: {{inputDefinitions: {{parameters: {{a: {{parameterType: {name}}}}}}}}}\n"))
    };
    let message = proto::encode(&PipelineSpec { sdk_version: "a".into(), ..Default::default() }).unwrap();
    Some(match code {
        "IR001" => [with("root: [\n"), with("root: {}\n")],
        "IR002" => [b"pipelineInfo: {name: \"\xff\"}\n".to_vec(), "pipelineInfo: {name: ä}\n".into()],
        "IR003" => [nested(200), nested(40)],
        "IR004" => [with("root: {}\nroot: {}\n"), with("root: {dag: {}}\ncomponents: {a: {dag: {}}}\n")],
        "IR005" => [with("rot: {}\n"), with("root: {}\n")],
        "IR006" => [with("root: text\n"), with("root: {}\n")],
        "IR007" => [typed("STRNG"), typed("STRING")],
        "IR008" => [retry("{maxRetryCount: 2147483648}"), retry("{maxRetryCount: 2147483647}")],
        "IR009" => [b"platforms: {}\n".to_vec(), with("---\nplatforms: {}\n")],
        "IR010" => [aliases(12), with("root: &a {}\ncomponents: {c: *a}\n")],
        "IR011" => [with("root: {<<: {}}\n"), with("components: {'<<': {}}\n")],
        "IR012" => [default("yes"), default("'yes'")],
        "IR013" => [container("imge"), container("image")],
        "IR014" => [[message.clone(), vec![0xff]].concat(), message],
        "IR015" => [default("0"), default("1")],
        "IR016" => ["{}", "{container: {image: a, command: [b]}}"]
            .map(|implementation| format!("name: a\nimplementation: {implementation}\n").into_bytes()),
        _ => return None,
    })
}

fn reading(code: &str, file: &[u8]) -> Vec<Finding> {
    match code {
        "IR014" => proto::decode::<PipelineSpec>(file).err().map(|e| e.findings).unwrap_or_default(),
        // Only a program can make a value that no form can hold.
        "IR015" => {
            let number = if file.windows(2).any(|w| w == b" 0") { f64::NAN } else { 1.0 };
            yaml::to_string(&Value::Number(number)).err().into_iter().map(Finding::from).collect()
        }
        "IR016" => match import(std::str::from_utf8(file).unwrap()) {
            Ok(import) => import.findings,
            Err(error) => error.findings,
        },
        _ => match read_bytes(file, Some(Format::Yaml)) {
            Ok(source) => source.findings,
            Err(error) => error.findings,
        },
    }
}

fn has(code: &str, findings: &[Finding]) -> bool {
    findings.iter().any(|f| f.code == code)
}

fn reported(code: &str) {
    if let Some([wrong, _]) = files(code) {
        let found = reading(code, &wrong);
        assert!(found.len() == 1 && has(code, &found), "{found:?}");
    } else if let Some([large, _]) = large(code) {
        let found = check(&large, &Target::Kfp217).findings;
        assert!(found.len() == 1 && has(code, &found), "{found:?}");
    } else if code == "IR102" {
        assert!(has(code, &check(&without_root(), &Target::Kfp217).findings));
    } else {
        let cases: Vec<_> = cases().into_iter().filter(|case| case.codes.iter().any(|c| c == code)).collect();
        assert!(!cases.is_empty(), "no case of tests/check/cases.txt gives {code}");
        for case in cases {
            assert!(has(code, &outcome(&case).unwrap()));
        }
    }
}

fn not_reported(code: &str) {
    if let Some([_, right]) = files(code) {
        assert!(!has(code, &reading(code, &right)));
        return;
    }
    if let Some([_, small]) = large(code) {
        assert!(!has(code, &check(&small, &Target::Kfp217).findings));
        return;
    }
    let cases: Vec<_> = cases().into_iter().filter(|case| case.near.iter().any(|c| c == code)).collect();
    assert!(!cases.is_empty(), "no `== none {code}` in tests/check/cases.txt");
    for case in cases {
        assert_eq!(outcome(&case).unwrap(), []);
    }
}

macro_rules! codes {
    ($($code:ident)*) => {
        const TESTED: &[&str] = &[$(stringify!($code)),*];

        $(
            #[expect(non_snake_case, reason = "the module is called as the code is")]
            mod $code {
                #[test]
                fn is_reported() {
                    super::reported(stringify!($code));
                }

                #[test]
                fn is_not_reported() {
                    super::not_reported(stringify!($code));
                }
            }
        )*
    };
}

codes! {
    IR001
    IR002
    IR003
    IR004
    IR005
    IR006
    IR007
    IR008
    IR009
    IR010
    IR011
    IR012
    IR013
    IR014
    IR015
    IR016
    IR100
    IR101
    IR102
    IR103
    IR104
    IR105
    IR110
    IR111
    IR112
    IR113
    IR114
    IR115
    IR116
    IR117
    IR118
    IR119
    IR120
    IR121
    IR122
    IR123
    IR124
    IR125
    IR126
    IR127
    IR128
    IR129
    IR130
    IR131
    IR132
    IR133
    IR134
    IR135
    IR136
    IR137
    IR138
    IR139
    IR140
    IR141
    IR142
    IR143
    IR144
    IR145
    IR146
    IR150
    IR151
    IR152
    IR153
    IR155
    IR156
    IR157
    IR158
    IR159
    IR160
    IR161
    IR162
    IR163
    IR164
    IR165
    IR166
    IR167
    IR168
    IR169
    IR170
    IR171
    IR172
    IR175
    IR176
    IR177
    IR178
    IR179
    IR180
    IR181
    IR182
    IR183
    IR184
    IR185
    IR186
    IR187
    IR188
    IR189
    IR190
    IR191
    IR192
    IR193
    IR194
    IR195
    IR196
    IR197
    IR198
    IR200
    IR201
    IR202
    IR203
    IR204
    IR205
    IR210
    IR211
    IR212
    IR213
    IR214
    IR215
    IR216
    IR217
    IR218
    IR220
    IR221
    IR222
    IR223
    IR225
    IR226
    IR230
    IR231
}

#[test]
fn every_code_is_tested() {
    let codes: Vec<&str> = kfp_ir::explain::all().map(|e| e.code).collect();
    assert_eq!(codes, TESTED);
    let rules: Vec<&str> = RULES.iter().map(|r| r.code).collect();
    assert_eq!(codes.into_iter().filter(|c| *c >= "IR100").collect::<Vec<_>>(), rules);
}
