using MuZero.Agents;
using MuZero.Errors;

namespace MuZero.Core.Tests.Agents;

public sealed class AgentFamiliesTests
{
    [Theory]
    [InlineData("muzero")]
    [InlineData("AlphaZero")]
    public void Named_KnownInAnyCase_IsThatFamily(string name)
        => Assert.Equal(name, AgentFamilies.Named(name).Name, ignoreCase: true);

    [Fact]
    public void Named_Misspelt_SuggestsTheNearest()
        => Assert.Contains("Did you mean 'muzero'?", Assert.Throws<UserException>(() => AgentFamilies.Named("muzreo")).Message,
            StringComparison.Ordinal);

    [Fact]
    public void Choices_AllFamilies_BeginWithTheDefault()
        => Assert.StartsWith("muzero (the default without a preset) or alphazero", AgentFamilies.Choices, StringComparison.Ordinal);
}
