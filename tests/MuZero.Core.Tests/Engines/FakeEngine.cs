using System.Globalization;
using MuZero.Engines;
using MuZero.Tests.Shared;

namespace MuZero.Core.Tests.Engines;

/// <summary>An engine that is a shell script: it notes what it is sent, and a test decides how it answers.</summary>
internal sealed class FakeEngine : IDisposable
{
    private readonly ScratchDirectory _scratch = new();

    private FakeEngine(string script)
    {
        File.WriteAllText(Path, script.ReplaceLineEndings("\n"));
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    public string Path => _scratch["fake"];

    /// <summary>The lines that all its processes were sent; "start" for each process.</summary>
    public string[] Received => File.Exists(Log) ? File.ReadAllLines(Log) : [];

    private string Log => _scratch["fake.log"];

    /// <summary>A GTP engine that agrees to everything, and plays the first cell of nine that is free.</summary>
    /// <param name="genmove">Shell code that answers genmove in its place.</param>
    /// <param name="others">Further arms of a shell's case over the commands.</param>
    public static FakeEngine Gtp(string genmove = "first", string others = "") => new($$"""
        #!/bin/bash
        echo start >> $0.log
        used=' '
        first() {
          for cell in 0 1 2 3 4 5 6 7 8; do
            case "$used" in *" $cell "*) ;; *) used="$used$cell "; printf "= $cell\n\n"; return;; esac
          done
        }
        while read -r line; do
          echo "$line" >> $0.log
          set -- $line
          case "$1" in
            {{others}}
            genmove) {{genmove}} ;;
            clear_board) used=' '; printf '=\n\n' ;;
            play) used="$used$3 "; printf '=\n\n' ;;
            quit) printf '=\n\n'; exit 0 ;;
            *) printf '= \n\n' ;;
          esac
        done
        """);

    /// <summary>A UCI engine with an option named Skill Level.</summary>
    /// <param name="go">Shell code that answers go.</param>
    public static FakeEngine Uci(string go) => new($$"""
        #!/bin/bash
        echo start >> $0.log
        while read -r line; do
          echo "$line" >> $0.log
          set -- $line
          case "$1" in
            uci) printf 'id name Fake\noption name Skill Level type spin default 20 min 0 max 20\nuciok\n' ;;
            isready) echo readyok ;;
            go) {{go}} ;;
            quit) exit 0 ;;
          esac
        done
        """);

    public static FakeEngine Script(string body) => new("#!/bin/bash\n" + body);

    public EngineSettings Settings(EngineProtocol protocol = EngineProtocol.Gtp, double deadline = 20.0)
        => new(protocol, [Path]) { Deadline = TimeSpan.FromSeconds(deadline) };

    /// <summary>The contents of a file that the script wrote beside itself, such as "pid".</summary>
    public string Noted(string ending) => File.ReadAllText($"{Path}.{ending}").Trim();

    /// <summary>True while a process runs whose id the script noted.</summary>
    public bool IsAlive(string ending)
    {
        try
        {
            string stat = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{Noted(ending)}/stat"));
            return stat[stat.LastIndexOf(')') + 2] != 'Z'; // proc(5); a zombie waits for its parent only
        }
        catch (IOException)
        {
            return false;
        }
    }

    public void Dispose() => _scratch.Dispose();
}
