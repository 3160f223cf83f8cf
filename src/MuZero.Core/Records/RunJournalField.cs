using System.Text.Json;

namespace MuZero.Records;

/// <summary>One named number or word of an iteration's result. The names are RLlib's: training_iteration, timesteps_total, episode_reward_mean.</summary>
public readonly record struct RunJournalField
{
    private readonly double _number;
    private readonly long? _whole;
    private readonly string? _word;

    /// <summary>A number; NaN and infinities are recorded as missing.</summary>
    public RunJournalField(string key, double number) => (Key, _number) = (key, number);

    /// <summary>A whole number.</summary>
    public RunJournalField(string key, long whole) => (Key, _number, _whole) = (key, whole, whole);

    /// <summary>A word; it goes to the files, not to TensorBoard.</summary>
    public RunJournalField(string key, string word) => (Key, _number, _word) = (key, double.NaN, word);

    /// <summary>Its name.</summary>
    public string Key { get; }

    /// <summary>The number; NaN for a word.</summary>
    public double Number => _number;

    internal void Write(Utf8JsonWriter json)
    {
        json.WritePropertyName(Key);
        if (_word is not null)
        {
            json.WriteStringValue(_word);
        }
        else if (_whole is { } whole)
        {
            json.WriteNumberValue(whole);
        }
        else if (double.IsFinite(_number))
        {
            json.WriteNumberValue(_number);
        }
        else
        {
            json.WriteNullValue();
        }
    }
}
