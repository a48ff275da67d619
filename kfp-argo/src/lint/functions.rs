//! The functions that expressions may call: expr-lang's own, Argo's, and those of sprig.

use super::types::Type;

/// A function: how many arguments it takes, and what it gives.
#[derive(Clone, Copy, Debug)]
pub(super) struct Function {
    name: &'static str,
    pub(super) least: usize,
    pub(super) most: usize,
    pub(super) gives: Type,
}

const fn of(name: &'static str, least: usize, most: usize, gives: Type) -> Function {
    Function { name, least, most, gives }
}

const MANY: usize = usize::MAX;

/// expr-lang 1.17 and, at the end, Argo 4.
const ALL: &[Function] = &[
    of("all", 2, 2, Type::Bool),
    of("none", 2, 2, Type::Bool),
    of("any", 2, 2, Type::Bool),
    of("one", 2, 2, Type::Bool),
    of("filter", 2, 2, Type::List),
    of("map", 2, 2, Type::List),
    of("find", 2, 2, Type::Any),
    of("findIndex", 2, 2, Type::Number),
    of("findLast", 2, 2, Type::Any),
    of("findLastIndex", 2, 2, Type::Number),
    of("count", 1, 2, Type::Number),
    of("sum", 1, 2, Type::Any),
    of("groupBy", 2, 2, Type::Map),
    of("sortBy", 2, 3, Type::List),
    of("reduce", 2, 3, Type::Any),
    of("len", 1, 1, Type::Number),
    of("type", 1, 1, Type::Text),
    of("abs", 1, 1, Type::Number),
    of("ceil", 1, 1, Type::Number),
    of("floor", 1, 1, Type::Number),
    of("round", 1, 1, Type::Number),
    of("int", 1, 1, Type::Number),
    of("float", 1, 1, Type::Number),
    of("trim", 1, 2, Type::Text),
    of("trimPrefix", 1, 2, Type::Text),
    of("trimSuffix", 1, 2, Type::Text),
    of("upper", 1, 1, Type::Text),
    of("lower", 1, 1, Type::Text),
    of("split", 2, 3, Type::List),
    of("splitAfter", 2, 3, Type::List),
    of("replace", 3, 4, Type::Text),
    of("repeat", 2, 2, Type::Text),
    of("join", 1, 2, Type::Text),
    of("indexOf", 2, 2, Type::Number),
    of("lastIndexOf", 2, 2, Type::Number),
    of("hasPrefix", 2, 2, Type::Bool),
    of("hasSuffix", 2, 2, Type::Bool),
    of("max", 1, MANY, Type::Any),
    of("min", 1, MANY, Type::Any),
    of("mean", 1, MANY, Type::Any),
    of("median", 1, MANY, Type::Any),
    of("toJSON", 1, 1, Type::Text),
    of("fromJSON", 1, 1, Type::Any),
    of("toBase64", 1, 1, Type::Text),
    of("fromBase64", 1, 1, Type::Text),
    of("now", 0, 1, Type::Any),
    of("duration", 1, 1, Type::Any),
    of("date", 1, 3, Type::Any),
    of("timezone", 1, 1, Type::Any),
    of("first", 1, 1, Type::Any),
    of("last", 1, 1, Type::Any),
    of("get", 2, 2, Type::Any),
    of("take", 2, 2, Type::List),
    of("keys", 1, 1, Type::List),
    of("values", 1, 1, Type::List),
    of("toPairs", 1, 1, Type::List),
    of("fromPairs", 1, 1, Type::Map),
    of("reverse", 1, 1, Type::List),
    of("uniq", 1, 1, Type::List),
    of("concat", 1, MANY, Type::List),
    of("flatten", 1, 1, Type::List),
    of("sort", 1, 2, Type::List),
    of("bitand", 2, 2, Type::Number),
    of("bitor", 2, 2, Type::Number),
    of("bitxor", 2, 2, Type::Number),
    of("bitnand", 2, 2, Type::Number),
    of("bitshl", 2, 2, Type::Number),
    of("bitshr", 2, 2, Type::Number),
    of("bitushr", 2, 2, Type::Number),
    of("bitnot", 1, 1, Type::Number),
    of("asInt", 1, 1, Type::Number),
    of("asFloat", 1, 1, Type::Number),
    of("string", 1, 1, Type::Text),
    of("toJson", 1, 1, Type::Text),
    of("jsonpath", 2, 2, Type::Any),
];

/// The function of that name.
pub(super) fn find(name: &str) -> Option<&'static Function> {
    ALL.iter().find(|function| function.name == name)
}

/// All names.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    ALL.iter().map(|function| function.name)
}

/// The functions of sprig 3.3, without those that read the environment, which Argo leaves out.
#[rustfmt::skip]
pub(super) const SPRIG: &[&str] = &[
    "abbrev", "abbrevboth", "add", "add1", "add1f", "addf", "adler32sum", "ago", "all", "any", "append",
    "atoi", "b32dec", "b32enc", "b64dec", "b64enc", "base", "bcrypt", "biggest", "buildCustomCert",
    "camelcase", "cat", "ceil", "chunk", "clean", "coalesce", "compact", "concat", "contains", "date",
    "dateInZone", "dateModify", "date_in_zone", "date_modify", "decryptAES", "deepCopy", "deepEqual",
    "default", "derivePassword", "dict", "dig", "dir", "div", "divf", "duration", "durationRound", "empty",
    "encryptAES", "ext", "fail", "first", "float64", "floor", "fromJson", "genCA", "genCAWithKey",
    "genPrivateKey", "genSelfSignedCert", "genSelfSignedCertWithKey", "genSignedCert",
    "genSignedCertWithKey", "get", "getHostByName", "has", "hasKey", "hasPrefix", "hasSuffix", "hello",
    "htmlDate", "htmlDateInZone", "htpasswd", "indent", "initial", "initials", "int", "int64", "isAbs",
    "join", "kebabcase", "keys", "kindIs", "kindOf", "last", "list", "lower", "max", "maxf", "merge",
    "mergeOverwrite", "min", "minf", "mod", "mul", "mulf", "mustAppend", "mustChunk", "mustCompact",
    "mustDateModify", "mustDeepCopy", "mustFirst", "mustFromJson", "mustHas", "mustInitial", "mustLast",
    "mustMerge", "mustMergeOverwrite", "mustPrepend", "mustPush", "mustRegexFind", "mustRegexFindAll",
    "mustRegexMatch", "mustRegexReplaceAll", "mustRegexReplaceAllLiteral", "mustRegexSplit", "mustRest",
    "mustReverse", "mustSlice", "mustToDate", "mustToJson", "mustToPrettyJson", "mustToRawJson",
    "mustUniq", "mustWithout", "must_date_modify", "nindent", "nospace", "now", "omit", "osBase",
    "osClean", "osDir", "osExt", "osIsAbs", "pick", "pluck", "plural", "prepend", "push", "quote",
    "randAlpha", "randAlphaNum", "randAscii", "randBytes", "randInt", "randNumeric", "regexFind",
    "regexFindAll", "regexMatch", "regexQuoteMeta", "regexReplaceAll", "regexReplaceAllLiteral",
    "regexSplit", "repeat", "replace", "rest", "reverse", "round", "semver", "semverCompare", "seq", "set",
    "sha1sum", "sha256sum", "sha512sum", "shuffle", "slice", "snakecase", "sortAlpha", "split",
    "splitList", "splitn", "squote", "sub", "subf", "substr", "swapcase", "ternary", "title", "toDate",
    "toDecimal", "toJson", "toPrettyJson", "toRawJson", "toString", "toStrings", "trim", "trimAll",
    "trimPrefix", "trimSuffix", "trimall", "trunc", "tuple", "typeIs", "typeIsLike", "typeOf", "uniq",
    "unixEpoch", "unset", "until", "untilStep", "untitle", "upper", "urlJoin", "urlParse", "uuidv4",
    "values", "without", "wrap", "wrapWith",
];
