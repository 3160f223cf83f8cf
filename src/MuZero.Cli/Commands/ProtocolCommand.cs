using MuZero.Agents;
using MuZero.Cli.Input;
using MuZero.Cli.Play;
using MuZero.Cli.Protocols;
using MuZero.Evaluation;

namespace MuZero.Cli.Commands;

/// <summary>muzero gtp and muzero uci: a saved agent as an engine of other programs.</summary>
internal static class ProtocolCommand
{
    public static Command Gtp(Terminal terminal) => Create(
        terminal, "gtp", "Plays as an engine over the Go Text Protocol (docs/PROTOCOLS.md).",
        thinker => new GtpServer(thinker, terminal.Input, terminal.Output).Run());

    public static Command Uci(Terminal terminal) => Create(
        terminal, "uci", "Plays as an engine over the Universal Chess Interface (docs/PROTOCOLS.md).",
        thinker => new UciServer(thinker, terminal.Input, terminal.Output).Run());

    private static Command Create(Terminal terminal, string name, string description, Action<Thinker> serve)
    {
        Argument<string> run = new("RUN") { Description = BestCheckpoint.RunDescription };
        Option<string?> game = GameChoice.OfRun();
        Option<int?> simulations = Flag.Whole("--simulations", "Simulations per move. Default: the run's.", 1, 1_000_000);
        Option<int?> level = Flag.Whole("--level", "The strength, 1 to 5. Default 5, the run's own.", 1, PlayLevel.Strongest);
        Option<string[]> set = SearchSettings.Option();
        Command command = new(name, description) { run, game, simulations, level, set };
        command.SetAction(parsed =>
        {
            SavedAgent saved = SavedAgent.Open(parsed.GetRequiredValue(run), Composition.Games(), terminal.Report, parsed.GetValue(game))
                .With(SearchSettings.Of(parsed, set));
            using Thinker thinker = new(
                saved, Composition.Networks(), parsed.GetValue(simulations) ?? 0, seed: (ulong)Random.Shared.NextInt64());
            thinker.Level = parsed.GetValue(level) ?? PlayLevel.Strongest;
            terminal.Report($"playing with {BestCheckpoint.Describe(saved)}");
            serve(thinker);
        });
        return command;
    }
}
