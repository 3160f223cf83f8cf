using System.Text;
using MuZero.Cli.Input;
using MuZero.Cli.Views;
using MuZero.Files;
using MuZero.Plots;
using MuZero.Plots.Reports;
using MuZero.Tuning.Studies;

namespace MuZero.Cli.Commands;

/// <summary>muzero tune report: a study as one HTML file, and its pictures as files.</summary>
internal static class TuneReportCommand
{
    public static Command Create(Terminal terminal)
    {
        StudySource source = new();
        Option<string?> file = Flag.Text("--out", "FILE", "The file to write. Default report.html in the study's directory.");
        Option<string?> pictures = Flag.Text("--pictures", "DIR", "Write each picture as PNG and SVG into a directory too.");
        Command command = new(
            "report", "Writes a study's pictures, trials, best options and settings as one HTML file that needs no network.");
        source.AddTo(command);
        Flag.Add(command, file, pictures);
        command.SetAction(parsed =>
        {
            StudyPlace place = source.Place(parsed);
            using Study study = Study.Load(place.OpenLog(), name: place.Study);
            string path = parsed.GetValue(file) ?? Path.Combine(place.Directory, "report.html");
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            AtomicFile.Write(path, Encoding.UTF8.GetBytes(StudyReport.Write(study)));
            terminal.Output.WriteLine(path);
            if (parsed.GetValue(pictures) is { } directory)
            {
                WritePictures(study, directory, terminal);
            }
        });
        return command;
    }

    private static void WritePictures(Study study, string directory, Terminal terminal)
    {
        Directory.CreateDirectory(directory);
        foreach (Picture picture in StudyPictures.Of(study).All())
        {
            foreach (string extension in new[] { "svg", "png" })
            {
                string path = Path.Combine(directory, $"{picture.Name}.{extension}");
                AtomicFile.Write(path, OutputFile.Content(path, picture));
                terminal.Output.WriteLine(path);
            }
        }
    }
}
