namespace MuZero.Samples.Tests;

/// <summary>A page of documentation: what it lets a reader type, in order.</summary>
/// <remarks>Every line of a block of <c>sh</c> is a command, continued after a backslash. A block after <c>&lt;!-- file: PATH --&gt;</c> is
/// the content of that file. Other blocks are not for typing.</remarks>
internal static class Page
{
    /// <summary>A step of the page: a command, or a file to write.</summary>
    /// <param name="Line">The line of the page, from 1.</param>
    /// <param name="Command">The command, or null.</param>
    /// <param name="File">The file's path, or null.</param>
    /// <param name="Content">The file's content.</param>
    internal sealed record Step(int Line, string? Command, string? File, string Content);

    /// <summary>The steps of a page.</summary>
    public static IReadOnlyList<Step> Read(string path)
    {
        List<Step> steps = [];
        string[] lines = File.ReadAllLines(path);
        string? file = null;
        for (int i = 0; i < lines.Length; i++)
        {
            if (lines[i].StartsWith("<!-- file: ", StringComparison.Ordinal))
            {
                file = lines[i]["<!-- file: ".Length..].Replace(" -->", "", StringComparison.Ordinal).Trim();
            }
            else if (lines[i].StartsWith("```", StringComparison.Ordinal))
            {
                int first = i + 1;
                i = Array.IndexOf(lines, "```", first);
                string[] block = lines[first..i];
                if (lines[first - 1] == "```sh")
                {
                    steps.AddRange(Commands(block, first + 1));
                }
                else if (file is not null)
                {
                    steps.Add(new Step(first, null, file, string.Join('\n', block) + "\n"));
                }

                file = null;
            }
        }

        return steps;
    }

    private static IEnumerable<Step> Commands(string[] block, int number)
    {
        string command = "";
        for (int i = 0; i < block.Length; i++)
        {
            command += block[i];
            if (command.EndsWith('\\'))
            {
                command = command[..^1];
            }
            else if (command.Trim().Length > 0)
            {
                yield return new Step(number + i, command, null, "");
                command = "";
            }
        }
    }
}
