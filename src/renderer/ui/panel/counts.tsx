/** How many lines came and went. */
export function Counts({ added, removed }: { added: number; removed: number }) {
  return (
    <span className="line-counts">
      {added > 0 && (
        <span className="count-added">
          +{added.toLocaleString('en')}
          <span className="hidden-text"> lines added</span>
        </span>
      )}
      {removed > 0 && (
        <span className="count-removed">
          −{removed.toLocaleString('en')}
          <span className="hidden-text"> lines removed</span>
        </span>
      )}
    </span>
  )
}
