using System.Runtime.CompilerServices;
using FluentValidation;

namespace BuyingGroups.Server.Validation;

/// <summary>Base of the rules for one message; makes sure that fields are named as in the contracts before any rule is read.</summary>
internal abstract class Validator<T> : AbstractValidator<T>
{
    static Validator() => RuntimeHelpers.RunClassConstructor(typeof(RequestValidation).TypeHandle);
}
