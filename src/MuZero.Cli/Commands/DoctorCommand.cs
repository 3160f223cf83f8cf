using System.Text.Json.Nodes;
using MuZero.Cli.Input;
using MuZero.Cli.Views;

namespace MuZero.Cli.Commands;

/// <summary>muzero doctor: is everything here that a run needs?</summary>
internal static class DoctorCommand
{
    public static Command Create(Terminal terminal)
    {
        Option<string?> directory = Flag.Text("--local-dir", "DIR", "The directory for runs. Default ./runs.");
        Option<bool> json = Flag.Json();
        Command command = new("doctor", "Checks what a run needs on this machine; ends with 1 if something is missing.")
        {
            directory, json,
        };
        command.SetAction(parsed =>
        {
            Finding[] findings = [.. Examination.Run(parsed.GetValue(directory) ?? "runs")];
            Action<TextWriter, Finding[]> write = parsed.GetValue(json) ? WriteJson : WriteText;
            write(terminal.Output, findings);
            return (int)(findings.All(finding => finding.IsWell) ? ExitCode.Ok : ExitCode.RunFailed);
        });
        return command;
    }

    private static void WriteText(TextWriter output, Finding[] findings)
        => TextTable.Write(
            output, [.. findings.Select(finding => new[] { finding.IsWell ? "ok" : "PROBLEM", finding.Part, finding.Text })]);

    private static void WriteJson(TextWriter output, Finding[] findings)
    {
        JsonArray checks = JsonText.Array(findings, finding => new()
        {
            ["part"] = finding.Part,
            ["ok"] = finding.IsWell,
            ["text"] = finding.Text,
        });
        JsonText.Write(output, checks, indented: true);
    }
}
