using MuZero.Cli.Input;

namespace MuZero.Cli.Commands;

/// <summary>muzero completion: the script that lets a shell complete commands and options, by the parser's own [suggest]
/// directive.</summary>
/// <remarks>The directive also gives words that contain the beginning of the word elsewhere, so the scripts keep those that begin
/// with it (zsh does so itself).</remarks>
internal static class CompletionCommand
{
    private const string Bash = """
        _muzero() {
            local line="muzero${COMP_LINE#"${COMP_WORDS[0]}"}" point=$((COMP_POINT - ${#COMP_WORDS[0]} + 6)) IFS=$'\n'
            COMPREPLY=($(compgen -W "$("${COMP_WORDS[0]}" "[suggest:$point]" "$line" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}"))
        }
        complete -o default -F _muzero muzero ./muzero
        """;

    private const string Zsh = """
        _muzero() {
            local -a found
            found=("${(@f)$(muzero "[suggest:$CURSOR]" "$BUFFER" 2>/dev/null)}")
            [[ -n "$found" ]] && compadd -- $found || _files
        }
        compdef _muzero muzero
        """;

    private const string PowerShell = """
        Register-ArgumentCompleter -Native -CommandName muzero -ScriptBlock {
            param($word, $ast, $position)
            muzero "[suggest:$position]" "$ast" 2>$null | Where-Object { $_.StartsWith($word) } |
                ForEach-Object { [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_) }
        }
        """;

    private static readonly Dictionary<string, string> _scripts = new() { ["bash"] = Bash, ["zsh"] = Zsh, ["pwsh"] = PowerShell };

    public static Command Create(Terminal terminal)
    {
        Argument<string> shell = new("SHELL") { Description = "bash, zsh or pwsh." };
        shell.CompletionSources.Add([.. _scripts.Keys]);
        Command command = new(
            "completion", "Prints a script that completes commands and options in a shell: source <(muzero completion bash).") { shell };
        command.SetAction(parsed => terminal.Output.WriteLine(ScriptOf(parsed.GetRequiredValue(shell)).ReplaceLineEndings("\n")));
        return command;
    }

    private static string ScriptOf(string shell) => _scripts.TryGetValue(shell, out string? script)
        ? script
        : throw UserException.Usage(
            $"There is no completion for '{shell}'.{NearestName.Suggest(shell, _scripts.Keys)} "
            + $"Known shells: {string.Join(", ", _scripts.Keys)}.");
}
