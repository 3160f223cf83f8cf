using MuZero.Agents;
using MuZero.Cli.Input;
using MuZero.Cli.Protocols;

namespace MuZero.Cli.Commands;

/// <summary>muzero analyse: positions on the standard input, their analyses on the standard output.</summary>
internal static class AnalyseCommand
{
    public static Command Create(Terminal terminal)
    {
        Argument<string> run = new("RUN") { Description = BestCheckpoint.RunDescription };
        Option<string?> game = GameChoice.OfRun();
        Option<int?> simulations = Flag.Whole(
            "--simulations", "Simulations of a query that names none. Default: those of the run's evaluations.", 1, 1_000_000);
        Option<int?> threads = Flag.Whole("--threads", "Threads that search. Default: one per core.", 1, 1024);
        Option<string[]> set = SearchSettings.Option();
        Command command = new("analyse", "Analyses positions: a JSON query per line in, a JSON answer per line out (docs/PROTOCOLS.md).")
        {
            run, game, simulations, threads, set,
        };
        command.Aliases.Add("analyze");
        command.SetAction(parsed =>
        {
            SavedAgent saved = SavedAgent.Open(parsed.GetRequiredValue(run), Composition.Games(), terminal.Report, parsed.GetValue(game))
                .With(SearchSettings.Of(parsed, set));
            if (saved.Game.Spec.ActionBox is not null)
            {
                throw UserException.Usage($"{saved.Game.Spec.Id} has continuous actions, and answers name actions by number. Ask for "
                    + "hints in muzero play, or use Agent.BestAction in a program.");
            }

            using Agent agent = new(saved, Composition.Networks());
            terminal.Report($"analysing with {BestCheckpoint.Describe(saved)}");
            using Interruption interruption = new(terminal, "Stopping.");
            int workers = parsed.GetValue(threads) ?? Environment.ProcessorCount;
            int wanted = parsed.GetValue(simulations) ?? agent.Simulations;
            new AnalysisServer(agent, terminal.Output, workers, wanted).Run(terminal.InputBytes, interruption.Token);
        });
        return command;
    }
}
