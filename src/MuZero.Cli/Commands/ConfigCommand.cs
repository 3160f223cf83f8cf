using System.Text.Json.Nodes;
using MuZero.Cli.Input;
using MuZero.Cli.Views;

namespace MuZero.Cli.Commands;

/// <summary>muzero config explain: every option of a run, and the source of its value.</summary>
internal static class ConfigCommand
{
    private const string Default = "default";

    public static Command Create(Terminal terminal)
    {
        GameChoice choice = new();
        ConfigFlags flags = new();
        Option<bool> json = Flag.Json();
        Command explain = new("explain", "Lists every option, its value and where it came from: default, preset, file, environment or flag.");
        choice.AddTo(explain);
        flags.AddTo(explain);
        explain.Add(json);
        explain.SetAction(parsed =>
        {
            GameCatalog games = Composition.Games();
            string named = choice.Named(parsed) ?? throw UserException.Usage($"Name a game, whose preset counts: {string.Join(", ", games.Names)}. See muzero config explain --help.");
            RunConfig config = flags.Resolve(parsed, games.Load(named), saved: null, terminal);
            Action<TextWriter, RunConfig> write = parsed.GetValue(json) ? WriteJson : WriteText;
            write(terminal.Output, config);
        });
        return new Command("config", "Explains options.") { explain };
    }

    private static void WriteText(TextWriter output, RunConfig config) => TextTable.Write(output,
    [
        .. OptionKey.All.Select(key => new[] { key.Name, key.Text(config.Options), config.Origins.GetValueOrDefault(key.Name, Default) }),
    ]);

    private static void WriteJson(TextWriter output, RunConfig config)
    {
        JsonObject options = [];
        foreach (OptionKey key in OptionKey.All)
        {
            options[key.Name] = new JsonObject
            {
                ["value"] = JsonNode.Parse(key.Text(config.Options)),
                ["origin"] = config.Origins.GetValueOrDefault(key.Name, Default),
            };
        }

        JsonText.Write(output, options, indented: true);
    }
}
