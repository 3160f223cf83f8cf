using MuZero.Cli.Input;
using MuZero.Cli.Reference;
using MuZero.Cli.Views;

namespace MuZero.Cli.Commands;

/// <summary>muzero config: the meaning and the value of every option, and the files that describe them.</summary>
internal static class ConfigCommand
{
    public static Command Create(Terminal terminal)
        => new("config", "Explains options and describes configuration files.") { Explain(terminal), Schema(terminal), Docs(terminal) };

    private static Command Explain(Terminal terminal)
    {
        GameChoice choice = new();
        Argument<string?> key = new("KEY")
        {
            Description = "An option, such as training.learning_rate, or a section, such as training.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        ConfigFlags flags = new();
        Option<bool> json = Flag.Json();
        Command explain = new(
            "explain",
            "Shows options: meaning, valid values, published values, value and its origin (default, preset, file, environment or flag).");
        choice.AddTo(explain);
        explain.Add(key);
        flags.AddTo(explain);
        explain.Add(json);
        explain.SetAction(parsed =>
        {
            (string? named, string? asked) = choice.NamedBeside(parsed, key);
            IGame? game = named is null ? null : Composition.Games().Load(named);
            IReadOnlyList<OptionReference> options = asked is null ? OptionReference.All : OptionReference.Find(asked);
            RunConfig config = flags.Resolve(parsed, game, saved: null, terminal);
            OptionsView view = new(config, options, game is null ? null : ResolvedValues.Of(game, config.Options));
            if (parsed.GetValue(json))
            {
                JsonText.Write(terminal.Output, view.Json(), indented: true);
            }
            else if (asked is null)
            {
                view.WriteList(terminal.Output);
            }
            else
            {
                view.WriteText(terminal.Output);
            }
        });
        return explain;
    }

    private static Command Schema(Terminal terminal)
    {
        Command schema = new("schema", "Writes the JSON schema of configuration files, with which editors complete and check them.");
        schema.SetAction(_ => terminal.Output.Write(ConfigSchema.Text()));
        return schema;
    }

    private static Command Docs(Terminal terminal)
    {
        Argument<string> directory = new("DIR") { DefaultValueFactory = _ => "docs" };
        Command docs = new("docs", "Writes the generated pages of docs/.") { directory };
        docs.Hidden = true;
        docs.SetAction(parsed =>
        {
            foreach ((string file, string text) in ReferencePages.All())
            {
                string path = Path.Combine(parsed.GetRequiredValue(directory), file);
                File.WriteAllText(path, text);
                terminal.Output.WriteLine(path);
            }
        });
        return docs;
    }
}
