using System.Text.Json.Nodes;
using MuZero.Cli.Reference;

namespace MuZero.Cli.Views;

/// <summary>Options with their documentation, their values and the origins of these.</summary>
/// <param name="config">The values.</param>
/// <param name="options">The options to show.</param>
/// <param name="resolved">The values of options that are left open, or null if no game is known.</param>
internal sealed class OptionsView(RunConfig config, IReadOnlyList<OptionReference> options, ResolvedValues? resolved)
{
    private const string Default = "default";
    private const int Width = 100;

    /// <summary>A line for each option: name, value, origin.</summary>
    public void WriteList(TextWriter output) => TextTable.Write(output,
    [
        .. options.Select(option => new[]
        {
            option.Key.Name, Value(option) + (resolved?.Text(option.Key) is { } value ? $" = {value}" : ""), Origin(option),
        }),
    ]);

    /// <summary>A block of lines for each option.</summary>
    public void WriteText(TextWriter output)
    {
        foreach (OptionReference option in options)
        {
            if (option != options[0])
            {
                output.WriteLine();
            }

            output.WriteLine(option.Key.Name);
            Write(output, "", option.Meaning);
            Write(output, "Values", option.Choices.Count == 0 ? option.Values : "");
            foreach (OptionChoice choice in option.Choices)
            {
                Write(output, choice.Word, choice.Meaning);
            }

            Write(output, "Default", option.Default);
            Write(output, "Published", option.Published);
            Write(output, "Value", $"{Value(option)}, from {Origin(option)}");
            Write(output, "In use", resolved?.Text(option.Key) ?? "");
        }
    }

    /// <summary>One object for each option, by its name.</summary>
    public JsonObject Json()
    {
        JsonObject result = [];
        foreach (OptionReference option in options)
        {
            result[option.Key.Name] = new JsonObject
            {
                ["value"] = JsonNode.Parse(Value(option)),
                ["resolved"] = resolved?.Text(option.Key),
                ["origin"] = Origin(option),
                ["default"] = JsonNode.Parse(option.Default),
                ["values"] = option.Values,
                ["meaning"] = option.Meaning,
                ["published"] = option.Published,
            };
        }

        return result;
    }

    private string Value(OptionReference option) => option.Key.Text(config.Options);

    private string Origin(OptionReference option) => config.Origins.GetValueOrDefault(option.Key.Name, Default);

    // A label and a text that may need several lines; nothing if the text is empty.
    private static void Write(TextWriter output, string label, string text)
    {
        const int Indent = 2, Label = 11;
        string start = label.Length == 0 ? new string(' ', Indent) : $"{new string(' ', Indent)}{label.PadRight(Label - 1)} ";
        foreach (string line in TextTable.Wrap(text, Width - start.Length))
        {
            output.WriteLine(start + line);
            start = new string(' ', label.Length == 0 ? Indent : Indent + Label);
        }
    }
}
