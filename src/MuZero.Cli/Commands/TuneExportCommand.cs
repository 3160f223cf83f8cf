using System.Text;
using MuZero.Cli.Input;
using MuZero.Files;
using MuZero.Tuning.Exports;
using MuZero.Tuning.Studies;

namespace MuZero.Cli.Commands;

/// <summary>muzero tune export: a study for other programs.</summary>
internal static class TuneExportCommand
{
    private static readonly string[] _formats = ["csv", "json", "optuna"];

    public static Command Create(Terminal terminal)
    {
        StudySource source = new();
        Option<string?> format = Flag.Text(
            "--format",
            "FORMAT",
            "csv: a row per trial; json: everything; optuna: a journal file that Optuna opens. Default: the ending of --out.");
        Option<string?> file = Flag.Text("--out", "FILE", "The file to write, replacing it. Default: the standard output.");
        Command command = new("export", "Writes a study's trials as CSV or JSON, or the study as a journal file of Optuna.");
        source.AddTo(command);
        Flag.Add(command, format, file);
        command.SetAction(parsed =>
        {
            string? path = parsed.GetValue(file);
            string chosen = Format(parsed.GetValue(format), path);
            StudyPlace place = source.Place(parsed);
            using MemoryStream content = new();
            if (chosen == "optuna")
            {
                using IStudyLog log = place.OpenLog();
                using MemoryStudyLog copy = new();
                StudyCopy.Copy(log, copy, place.Study);
                WriteLines(content, copy.Exchange(0, []));
            }
            else
            {
                using Study study = Study.Load(place.OpenLog(), name: place.Study);
                study.Read(state => Write(content, state, chosen));
            }

            if (path is null)
            {
                terminal.Output.Write(Encoding.UTF8.GetString(content.GetBuffer(), 0, (int)content.Length));
                return;
            }

            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            AtomicFile.Write(path, content.GetBuffer().AsMemory(0, (int)content.Length));
            terminal.Report(path);
        });
        return command;
    }

    private static string Format(string? named, string? path)
    {
        string format = named ?? Path.GetExtension(path)?.TrimStart('.').ToLowerInvariant() ?? "csv";
        return Array.Exists(_formats, known => known == format) ? format
            : named is null && format is "log" or "journal" ? "optuna"
            : named is null && format.Length == 0 ? "csv"
            : throw UserException.Usage(
                (named is null
                    ? $"--out ends with .{format}, which is not a format."
                    : $"--format is '{format}'; it must be csv, json or optuna.")
                + $"{NearestName.Suggest(format, _formats)} Use --format csv, json or optuna.");
    }

    private static bool Write(Stream output, StudyState state, string format)
    {
        if (format == "json")
        {
            StudyDocument.Write(output, state);
            return true;
        }

        using StreamWriter text = new(output, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true);
        TrialTable.Write(text, state);
        return true;
    }

    private static void WriteLines(Stream output, IReadOnlyList<string> lines)
    {
        foreach (string line in lines)
        {
            output.Write(Encoding.UTF8.GetBytes(line));
            output.WriteByte((byte)'\n');
        }
    }
}
