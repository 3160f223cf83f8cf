namespace MuZero.Cli.Tests.Commands;

public class CompletionTests
{
    [Theory]
    [InlineData("muzero tra", "train trainer")]
    [InlineData("muzero train --resu", "--resume")]
    [InlineData("muzero farm st", "status")]
    [InlineData("muzero nonsense wor", "")]
    public void Bash_SourcedScript_CompletesTheWord(string line, string expected)
    {
        string script = $$"""
            PATH={{Path.GetDirectoryName(MuZeroProgram.Executable)}}:$PATH
            source <(muzero completion bash)
            COMP_LINE=$1 COMP_POINT=${#1} COMP_WORDS=($1)
            COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
            _muzero
            echo "${COMPREPLY[*]}"
            """;

        Ending ending = MuZeroProgram.Run("/bin/bash", ["-c", script, "bash", line], "");

        Assert.Equal((0, expected, ""), (ending.ExitCode, ending.Output.Trim(), ending.Error));
    }

    [Theory]
    [InlineData("zsh", "compdef _muzero muzero")]
    [InlineData("pwsh", "Register-ArgumentCompleter")]
    public void Script_OfAnotherShell_RegistersItself(string shell, string expected)
        => Assert.Contains(expected, MuZeroProgram.Run("completion", shell).Output, StringComparison.Ordinal);

    [Fact]
    public void Script_UnknownShell_SuggestsAKnownOne()
    {
        Ending ending = MuZeroProgram.Run("completion", "bas");

        Assert.Equal(2, ending.ExitCode);
        Assert.Contains("Did you mean 'bash'", ending.Error, StringComparison.Ordinal);
    }
}
