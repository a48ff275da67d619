//! The command `compile`.

use std::ffi::OsString;
use std::path::Path;

use super::args::CompileArgs;
use super::render::{Renderer, grouped};
use super::shell::quote;
use super::table::{Row, table};
use super::{Exit, Terminal, count, next, stale};
use crate::text::listing;
use crate::{App, Compiled, Error, File, Format, Kind, Problem, Target, write_into};

/// Compiles, and then writes, prints or compares. `args` are the whole command line.
pub(super) fn run(
    app: &App,
    options: &CompileArgs,
    args: &[OsString],
    terminal: &mut Terminal<'_>,
) -> Result<Exit, Error> {
    let request = options.request()?;
    let to_stdout = options.out.as_os_str() == "-";
    if to_stdout && options.check {
        let problem = Problem::new("`--check` compares with a folder, and `--out -` is none");
        return Err(Error::new(
            Kind::Usage,
            problem.help("name the folder of the committed files with `--out`"),
        ));
    }
    let selected = app.select(&request.pipelines)?;
    let Some(first) = selected.first() else {
        let help = "add them with `App::pipeline`";
        return Err(Error::new(Kind::Usage, Problem::new("this program has no pipelines").help(help)));
    };
    let Compiled { files, warnings } = app.compile(&request)?;
    if options.check {
        return check(&options.out, &files, args, terminal);
    }
    if to_stdout {
        one_file(&files, terminal)?;
    }
    let warnings = Renderer::new(terminal.err_color()).problems(&grouped(warnings));
    terminal.err(warnings);
    if to_stdout {
        files.iter().try_for_each(|file| terminal.out(&file.bytes))?;
        return Ok(Exit::Ok);
    }
    let paths = write_into(&options.out, files.iter().map(|f| (f.name.as_str(), f.bytes.as_slice())))?;
    let mut rows = Vec::new();
    for (file, path) in files.iter().zip(&paths) {
        rows.push(Row { path: path.display().to_string(), counts: counts(file)?, bytes: file.bytes.len() });
    }
    let has_kfp = files.iter().any(|f| f.target == Target::Kfp && f.name.contains(".kfp."));
    let mut text = table(&rows, has_kfp);
    text.push_str(&next::steps(first, &request, &options.out, &files));
    terminal.out(text)?;
    Ok(Exit::Ok)
}

fn counts(file: &File) -> Result<Option<count::Counts>, Error> {
    count::count(file).map_err(|e| {
        let problem = Problem::new(format!("`{}` does not read back: {e}", file.name));
        Error::new(Kind::Invalid, problem.help("this is a bug in the writer; please report it"))
    })
}

/// Standard output takes one file, and a terminal only text.
fn one_file(files: &[File], terminal: &Terminal<'_>) -> Result<(), Error> {
    let problem = if files.len() > 1 {
        let names = listing(files.iter().map(|f| f.name.as_str()));
        Problem::new(format!("standard output takes one file, not {}: {names}", files.len()))
            .help("choose one with `--pipeline` and `--target`, or name a folder with `--out`")
    } else if terminal.out_is_terminal() && files.iter().any(|f| f.format == Format::Pb) {
        Problem::new("the binary form is not for terminals")
            .help("redirect it to a file, or use `--format yaml`")
    } else {
        return Ok(());
    };
    Err(Error::new(Kind::Usage, problem))
}

fn check(dir: &Path, files: &[File], args: &[OsString], terminal: &mut Terminal<'_>) -> Result<Exit, Error> {
    let differences = stale::differences(dir, files)?;
    if differences.is_empty() {
        let count = files.len();
        terminal.out(format!(
            "{count} file{} in {} up to date\n",
            if count == 1 { "" } else { "s" },
            dir.display()
        ))?;
        return Ok(Exit::Ok);
    }
    let command: Vec<_> = args.iter().filter(|a| *a != "--check").map(|a| quote(a)).collect();
    terminal.out(differences.join("\n"))?;
    let (stale, all) = (differences.len(), files.len());
    let are = if stale == 1 { "is" } else { "are" };
    let message = format!("{stale} of {all} files in `{}` {are} not up to date", dir.display());
    let problem =
        Problem::new(message).help(format!("run `{}`, and commit what it writes", command.join(" ")));
    Err(Error::new(Kind::Invalid, problem))
}
