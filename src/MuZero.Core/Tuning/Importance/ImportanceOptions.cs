namespace MuZero.Tuning.Importance;

/// <summary>A measure of how much of the objective's variation a parameter accounts for.</summary>
public enum ImportanceMethod
{
    /// <summary>The difference between the parameter's distribution among the best trials and among all (PED-ANOVA, Watanabe et al. 2023).
    /// It needs few trials and tells what matters close to the best values.</summary>
    PedAnova,

    /// <summary>The share of the variance of a forest of regression trees over the whole space (fANOVA, Hutter et al. 2014).</summary>
    Fanova,
}

/// <summary>Options of <see cref="ParameterImportance"/>.</summary>
public sealed record ImportanceOptions
{
    /// <summary>The measure.</summary>
    /// <value>Default <see cref="ImportanceMethod.PedAnova"/>, as in Optuna 5.</value>
    public ImportanceMethod Method { get; init; } = ImportanceMethod.PedAnova;

    /// <summary>The objective, from 0.</summary>
    /// <value>Default 0.</value>
    public int Objective { get; init; }

    /// <summary>The parameters to compare. Only trials that have all of them count, so that a list with a conditional parameter compares
    /// within the trials that use it.</summary>
    /// <value>Default null: the parameters that all complete trials have.</value>
    public IReadOnlyList<string>? Parameters { get; init; }

    /// <summary>With <see cref="ImportanceMethod.PedAnova"/>, the share of trials that count as the best; at least two trials do.</summary>
    /// <value>Default 0.1.</value>
    public double TargetQuantile { get; init; } = 0.1;

    /// <summary>With <see cref="ImportanceMethod.Fanova"/>, the number of trees.</summary>
    /// <value>Default 64, as in Optuna.</value>
    public int Trees { get; init; } = 64;

    /// <summary>With <see cref="ImportanceMethod.Fanova"/>, the seed of the trees' samples.</summary>
    /// <value>Default 1.</value>
    public ulong Seed { get; init; } = 1;
}
