using System.Diagnostics;

namespace MuZero.Games.Tests.Go;

/// <summary>GNU Go over GTP, with positional superko.</summary>
internal sealed class GnuGo : IDisposable
{
    private readonly Process _process;

    public GnuGo()
    {
        string file = new[] { "/usr/games/gnugo", "/usr/bin/gnugo" }.FirstOrDefault(File.Exists) ?? "gnugo";
        _process = Process.Start(new ProcessStartInfo(file, "--mode gtp --positional-superko --forbid-suicide")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
    }

    /// <summary>The answer without its "= ".</summary>
    public string Ask(string command)
    {
        _process.StandardInput.WriteLine(command);
        _process.StandardInput.Flush();
        List<string> lines = [];
        while (_process.StandardOutput.ReadLine() is { Length: > 0 } line)
        {
            lines.Add(line);
        }

        string answer = string.Join('\n', lines);
        Assert.True(answer.StartsWith('='), $"{command}: {answer}");
        return answer[1..].Trim();
    }

    public void Dispose()
    {
        _process.StandardInput.WriteLine("quit");
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }
}
