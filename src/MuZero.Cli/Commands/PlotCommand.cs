using MuZero.Cli.Input;
using MuZero.Cli.Views;
using MuZero.Plots;
using MuZero.Records;
using MuZero.Results;

namespace MuZero.Cli.Commands;

/// <summary>muzero plot: the curves of runs.</summary>
internal sealed class PlotCommand : Command
{
    private const string DefaultFile = "curves.png";

    // The first that the runs have.
    private static readonly string[] _telling =
        [Metrics.EvaluationAccuracy.Name, Metrics.EvaluationScore.Name, Metrics.EvaluationMean.Name, Metrics.LossTotal.Name];

    private static readonly (string Name, string Title)[] _horizontal =
    [
        (Metrics.TotalSeconds.Name, "seconds"),
        (Metrics.TimestepsTotal.Name, "environment steps"),
        (Metrics.TrainingSteps.Name, "optimiser steps"),
        (Metrics.TrainingIteration.Name, "iterations"),
    ];

    private readonly Terminal _terminal;
    private readonly Argument<string[]> _runs = new("RUN")
    {
        Description = "Directories of runs.",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<string?> _metrics = Flag.Text(
        "--metric", "NAME[,NAME...]",
        $"Results of result.json, a curve each. Default: the first that the runs have of {string.Join(", ", _telling)}.");
    private readonly Option<string?> _over = Flag.Text(
        "--over", "NAME",
        $"The horizontal axis: {string.Join(", ", _horizontal.Select(axis => axis.Name))}. Default {_horizontal[0].Name}.");
    private readonly Option<string?> _title = Flag.Text("--title", "TEXT", "The heading. Default: the names of the results.");
    private readonly Option<string?> _out = Flag.Text("--out", "FILE", $"The picture; .svg or .png. Default {DefaultFile}.");

    public PlotCommand(Terminal terminal)
        : base("plot", "Draws results of runs over time.")
    {
        _terminal = terminal;
        Add(_runs);
        Flag.Add(this, _metrics, _over, _title, _out);
        SetAction(Run);
    }

    private void Run(ParseResult parsed)
    {
        string file = parsed.GetValue(_out) ?? DefaultFile;
        OutputFile.RequirePicture(file, "--out");
        (string over, string horizontal) = Axis(parsed.GetValue(_over) ?? _horizontal[0].Name);
        RunDirectory[] runs = [.. parsed.GetRequiredValue(_runs).Select(RunDirectory.Open)];
        IReadOnlyList<IterationResult>[] results = [.. runs.Select(run => new RunJournalReader(run).Read())];
        string[] metrics = Chosen(parsed.GetValue(_metrics), results);
        List<Curve> curves = [];
        for (int run = 0; run < runs.Length; run++)
        {
            foreach (string metric in metrics)
            {
                string name = metrics.Length == 1 ? NameOf(runs[run]) : runs.Length == 1 ? metric : $"{NameOf(runs[run])} {metric}";
                curves.Add(new Curve(name, Points(results[run], over, metric)));
            }
        }

        Require(curves, metrics);
        string list = string.Join(", ", metrics);
        OutputFile.Write(file, RunPictures.Curves(
            parsed.GetValue(_title) ?? list, string.Join(", ", runs.Select(NameOf)), horizontal,
            metrics.Length == 1 ? list : "value", curves), _terminal);
    }

    private static (string Name, string Title) Axis(string name)
        => Array.Find(_horizontal, axis => axis.Name == name) is { Name: not null } known
            ? known
            : throw UserException.Usage(
                $"--over is '{name}'; it must be {string.Join(", ", _horizontal.Select(axis => axis.Name))}.");

    private static string[] Chosen(string? text, IReadOnlyList<IterationResult>[] results)
    {
        SortedSet<string> known = [.. results.SelectMany(run => run).SelectMany(result => result.Values).Select(value => value.Key)];
        if (text is null)
        {
            return _telling.FirstOrDefault(known.Contains) is { } telling
                ? [telling]
                : throw UserException.Usage("The runs have no results yet. Wait for their first iteration.");
        }

        string[] names = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        foreach (string name in names.Where(name => !known.Contains(name)))
        {
            throw UserException.Usage(
                $"No run has the result '{name}'.{NearestName.Suggest(name, known)} result.json names all results.");
        }

        return names.Length > 0 ? names : throw UserException.Usage("--metric is empty. Name a result, or leave it out.");
    }

    private static List<(double X, double Y)> Points(IReadOnlyList<IterationResult> results, string over, string metric)
        => [.. results.Select(result => (result[over], result[metric]))
            .Where(point => double.IsFinite(point.Item1) && double.IsFinite(point.Item2))];

    private static void Require(List<Curve> curves, string[] metrics)
    {
        if (curves.All(curve => curve.Points.Count == 0))
        {
            throw UserException.Usage($"No iteration has a number for {string.Join(", ", metrics)}. Name another result.");
        }
    }

    private static string NameOf(RunDirectory run) => Path.GetFileName(run.FullPath);
}
