//! The command `convert`.

use kfp_app::cli::{Exit, Terminal};
use kfp_app::{Error, Format, Kind, Problem, write_all};
use kfp_ir::back::kfp::{self, EmitError};
use kfp_ir::target::Target;

use crate::args::ConvertArgs;
use crate::input::{Checked, checked, platform_path};

pub(crate) fn run(options: &ConvertArgs, terminal: &mut Terminal<'_>) -> Result<Exit, Error> {
    let to_stdout = options.out.as_os_str() == "-";
    if to_stdout && options.to == Format::Pb && terminal.out_is_terminal() {
        let problem = Problem::new("the binary form is not for terminals");
        return Err(Error::new(Kind::Usage, problem.help("name a file with `-o`, or redirect the output")));
    }
    let Checked { input, document, info } =
        checked(&options.file, Target::Kfp217, &[], options.lock.as_deref(), terminal)?;
    let failed = |e: EmitError| Error { kind: Kind::Invalid, problems: input.problems(vec![e.into()]) };
    let mut platform = None;
    let bytes = match options.to {
        Format::Yaml => kfp::yaml(&document, &info).map_err(failed)?.into_bytes(),
        Format::Json => kfp::json(&document, &info).map_err(failed)?.into_bytes(),
        Format::Pb => {
            let binary = kfp::binary(&document, &info).map_err(failed)?;
            platform = binary.platform;
            binary.pipeline
        }
    };
    if to_stdout {
        if platform.is_some() {
            let problem = Problem::new("the platform settings are a file of their own in the binary form");
            return Err(Error::new(Kind::Usage, problem.help("name a file with `-o`")));
        }
        terminal.out(bytes)?;
        return Ok(Exit::Ok);
    }
    let beside = platform_path(&options.out);
    let platform = platform.as_deref().map(|bytes| (beside.as_path(), bytes));
    write_all(std::iter::once((options.out.as_path(), bytes.as_slice())).chain(platform))?;
    Ok(Exit::Ok)
}
