using System.Text.Json;

namespace MuZero.Tuning.Studies;

/// <summary>The attempts at one set of parameters, in the system attributes that Optuna's RetryFailedTrialCallback writes: "failed_trial"
/// is the first attempt, "retry_history" lists all failed ones in their order.</summary>
internal static class RetriedTrial
{
    private const string First = "failed_trial";
    private const string History = "retry_history";

    /// <summary>The numbers of the failed attempts before a trial; empty for a first attempt.</summary>
    public static IEnumerable<int> Before(Trial trial)
        => trial.SystemAttributes.TryGetValue(History, out JsonElement list) && list.ValueKind == JsonValueKind.Array
            ? list.EnumerateArray().Where(number => number.ValueKind == JsonValueKind.Number).Select(number => number.GetInt32())
            : [];

    /// <summary>The system attributes of the next attempt after a failed one.</summary>
    public static Dictionary<string, JsonElement> Next(Trial failed)
    {
        Dictionary<string, JsonElement> attributes = new(failed.SystemAttributes);
        attributes.TryAdd(First, JsonSerializer.SerializeToElement(failed.Number));
        attributes[History] = JsonSerializer.SerializeToElement(Before(failed).Append(failed.Number));
        return attributes;
    }
}
