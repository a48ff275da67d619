//! What the codes of reading and writing mean.

use super::Explanation;
use crate::codec::code;

macro_rules! reading {
    ($($code:ident, $title:literal: $meaning:literal, $fix:literal, $source:literal;)*) => {
        pub(super) static ALL: &[Explanation] = &[$(
            Explanation {
                code: code::$code,
                title: $title,
                meaning: $meaning,
                fix: $fix,
                source: $source,
                tests: super::TESTS,
            }
        ),*];
    };
}

reading! {
    SYNTAX, "the text is not YAML, or not JSON":
        "The parser stopped at the place of the finding; nothing behind it was looked at.",
        "Mend the text there. A missing quote or a tab as indentation, a few lines before, is the usual reason.",
        "YAML 1.2, RFC 8259";
    ENCODING, "the text is not UTF-8":
        "A byte belongs to no character, or an escape is half of a pair. KFP's API server reads UTF-8 only.",
        "Save the file as UTF-8. A file that is no text at all may be the binary form: name it `.pb`.",
        "protobuf: text is UTF-8";
    DEPTH, "values are nested too deep":
        "Compiled pipelines stay below twenty levels. Far more are refused, so that no file exhausts the stack of a reader; protobuf readers stop at 100 messages.",
        "Flatten the value, or pass it as JSON text.",
        "this toolkit: 128 levels; protobuf: 100 messages";
    DUPLICATE_KEY, "a key is in one map twice":
        "Readers disagree on which of the two counts: PyYAML takes the last one, Go refuses the file. A field under both of its names, such as `isOptional` and `is_optional`, is the same mistake.",
        "Remove one of them.",
        "YAML 1.2, 3.2.1.3; protobuf JSON form";
    UNKNOWN_FIELD, "a message does not have that field":
        "KFP's API server refuses pipelines and platform settings with fields it does not know, and then only says that there is no pipeline in the file. The field is misspelt, is in the wrong place, or belongs to a newer KFP.",
        "Correct the name; the help names the nearest one. Drop fields that the KFP you run does not have.",
        "backend/src/apiserver/template/v2_template.go";
    WRONG_TYPE, "a value has another type than its field":
        "A map where text belongs, a word where a number belongs, and the like. KFP refuses the file.",
        "Give the field a value of the type that the message names. Quote text that looks like a number.",
        "pipeline_spec.proto, kubernetes_executor_config.proto";
    UNKNOWN_NAME, "an enumeration does not have that name":
        "Parameter types, trigger strategies and the like are fixed words in capital letters. KFP refuses any other.",
        "Use one of the names in the help.",
        "pipeline_spec.proto";
    OUT_OF_RANGE, "a number is outside the range of its field":
        "The field holds 32 or 64 bits, or the value is NaN or infinite where JSON has no form for it.",
        "Use a number within the range that the message names.",
        "pipeline_spec.proto; protobuf JSON form";
    DOCUMENTS, "there is no pipeline in the file, or more than one":
        "A file holds one pipeline (`pipelineInfo`, `root`) and at most one document of platform settings (`platforms`). Kubernetes objects, runs of KFP's API and Argo workflows are something else, even where a pipeline is inside.",
        "Name the file that the compiler wrote, or take the pipeline out of the object around it.",
        "backend/src/apiserver/template/v2_template.go";
    ALIAS, "aliases make the file too large":
        "Each alias repeats a part of the file. A few lines can so become gigabytes, which is a known attack on readers.",
        "Write the repeated parts out.",
        "this toolkit";
    UNSUPPORTED, "the file uses YAML that pipelines do not use":
        "Merge keys, tags and keys that are no text have no counterpart in JSON, which is what KFP makes of the file.",
        "Write the merged entries out, quote text instead of tagging it.",
        "sigs.k8s.io/yaml";
    READERS_DIFFER, "YAML readers do not agree on a value":
        "The KFP SDK reads with PyYAML (YAML 1.1), the API server with Go. A bare `yes` is true to one and text to the other, a bare `1e3` is text to one and a number to the other. The value was taken as the SDK writes it.",
        "Quote text. Write truth values as `true` and `false`, numbers without base 60, octal or underscores.",
        "compared: PyYAML 6.0.3, yaml.v3 3.0.1";
    IGNORED_FIELD, "an executor has a field that KFP ignores":
        "Inside `deploymentSpec` KFP skips what it does not know: the setting has no effect. It is kept when the file is written again.",
        "Correct the name if it is misspelt.",
        "backend/src/v2/compiler/visitor.go";
    BINARY, "the bytes are not the protobuf message":
        "The file is cut off, is of another message, or is no protobuf at all.",
        "Compile it again, as `PipelineSpec`; platform settings are a message of their own.",
        "protobuf encoding";
    UNWRITABLE, "a value has no form in the output":
        "NaN and infinity have no form in JSON, and protobuf readers refuse more than 100 nested messages.",
        "Pass the value as text.",
        "protobuf JSON form";
    V1, "a v1 component cannot be read as one of v2":
        "The file is a `component.yaml` of KFP 1. Graphs, outputs at fixed paths and values of artifacts have no counterpart in v2, and an incomplete component has nothing to run.",
        "Follow the help: most need a small change of the command line.",
        "sdk/python/kfp/dsl/v1_structures.py";
}
