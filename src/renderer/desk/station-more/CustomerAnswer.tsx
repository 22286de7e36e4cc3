import { Failed } from '../states/Failed.tsx'
import { Waiting } from '../states/Waiting.tsx'
import classes from '../stations/Stations.module.css'
import { useAnswer } from '../use-use-case.ts'

/** What a station told about a customer, so far. */
export function CustomerAnswer({ stationId, id }: { stationId: string; id: number }) {
  const { data, error, refetch } = useAnswer('customerInformation.get', { stationId, id })
  if (error) return <Failed error={error} retry={refetch} />
  if (!data) return <Waiting rows={2} />
  return <pre className={classes.frame}>{data.text}</pre>
}
