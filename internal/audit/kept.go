package audit

import (
	"context"
	"sync"
)

// The trail as a clock: nothing changes without an entry, and entries are numbered in the order of their commits. What was
// read while the trail ended in some entry therefore holds for as long as it ends there, whichever process writes.

type endKey struct{}

// WithEnd returns a context in which the trail is known to end in the entry of that number, or later.
func WithEnd(ctx context.Context, entry int64) context.Context {
	return context.WithValue(ctx, endKey{}, entry)
}

// End returns the last entry of the trail, where the context knows it.
func End(ctx context.Context) (entry int64, known bool) {
	entry, known = ctx.Value(endKey{}).(int64)
	return entry, known
}

// Kept is one copy of something small that is read far more often than it changes. The zero value is empty. What it returns
// is shared: nobody may change it.
type Kept[T any] struct{ by KeptBy[struct{}, T] }

// Get returns the copy if it was read at the end of the trail that the context knows, else what load reads now. Where the
// context does not know the end, as in a command or a write, it always reads.
func (k *Kept[T]) Get(ctx context.Context, load func(context.Context) (T, error)) (T, error) {
	return k.by.Get(ctx, struct{}{}, load)
}

// KeptBy is Kept for the answers to several questions.
type KeptBy[Q comparable, T any] struct {
	mu      sync.Mutex
	end     int64
	answers map[Q]T
}

// maxAnswers bounds the memory that answers take.
const maxAnswers = 1000

// Get is Kept.Get for one of the questions.
func (k *KeptBy[Q, T]) Get(ctx context.Context, question Q, load func(context.Context) (T, error)) (T, error) {
	end, known := End(ctx)
	if !known {
		return load(ctx)
	}
	if answer, ok := k.answer(end, question); ok {
		return answer, nil
	}
	answer, err := load(ctx)
	if err != nil {
		return answer, err
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	switch {
	case end < k.end: // a slow request: others know more by now
		return answer, nil
	case end > k.end || len(k.answers) >= maxAnswers:
		k.end, k.answers = end, map[Q]T{}
	}
	k.answers[question] = answer
	return answer, nil
}

func (k *KeptBy[Q, T]) answer(end int64, question Q) (answer T, ok bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if end != k.end {
		return answer, false
	}
	answer, ok = k.answers[question]
	return answer, ok
}
